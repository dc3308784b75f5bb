//! What the lines of the history amount to: sessions with their sets, put right by their corrections. Whatever the
//! order of the lines, and however often one is met, it is the same. Numbers over many sessions are left to `stats`.

mod session_summary;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use foldhash::fast::RandomState;
use jiff::Timestamp;

pub use session_summary::{End, RecordedSet, SessionSummary};

use crate::{
    base::text,
    history::fact::{Correction, Fact, Head, Record, Unread},
};

/// The longest line, in bytes; a longer one is not read.
pub const LONGEST: usize = 64 * 1024;
/// How long a line is mostly, in bytes.
const USUAL: usize = 300;
/// Of the lines that cannot be read, so many are named.
const NAMED: usize = 20;
/// Text of the history is shown to so many columns at most.
const COLUMNS: usize = 200;

/// All sessions, the earliest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    sessions: Vec<SessionSummary>,
    index: HashMap<Arc<str>, usize, RandomState>,
    /// The session of the last fact, if it is still there.
    latest: usize,
    seen: HashSet<Arc<str>, RandomState>,
    names: HashMap<Box<str>, Arc<str>, RandomState>,
    corrections: Vec<PendingCorrection>,
    /// When the person got up from the desk, in no session.
    breaks: BTreeSet<Timestamp>,
    troubles: ReadReport,
}

/// Lines of a file, read: the costly part of it, which needs no history and can be done beside. Those that are not
/// empty, counted from 0.
#[derive(Debug)]
pub struct Lines<'a>(Vec<(usize, Result<Record<'a>, Unread>)>);

impl<'a> Lines<'a> {
    /// Reads whole lines.
    pub fn of(text: &'a [u8]) -> Lines<'a> {
        let mut read = Vec::with_capacity(text.len() / USUAL);
        each_line(text, |line, record| read.push((line, record)));
        Lines(read)
    }
}

/// Reads whole lines, those that are not empty, and says how many there are. They are counted from 0.
fn each_line<'a>(text: &'a [u8], mut take: impl FnMut(usize, Result<Record<'a>, Unread>)) -> usize {
    let (mut from, mut count) = (0, 0);
    while from < text.len() {
        let end = memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |end| from + end + 1);
        let bytes = text[from..end].trim_ascii();
        // A byte order mark stands before the first line, or before any where files were joined.
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if !bytes.is_empty() {
            take(count, if bytes.len() > LONGEST { Err(Unread::Bad) } else { Record::read(bytes) });
        }
        (from, count) = (end, count + 1);
    }
    count
}

/// Lines that are not facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// How many lines say nothing.
    pub bad: usize,
    /// The first of them: the file and the line.
    pub named: Vec<(String, usize)>,
    /// How many lines a later version of the program wrote.
    pub newer: usize,
    /// How many facts were met more than once, which costs nothing.
    pub doubled: usize,
}

impl ReadReport {
    /// What a person should know of it, in a line.
    pub fn line(&self) -> Option<String> {
        let lines =
            |count: usize| if count == 1 { "1 history line".to_owned() } else { format!("{count} history lines") };
        match (self.named.first(), self.newer) {
            (Some((file, line)), _) => {
                Some(format!("could not read {} (first: {file}:{line}); the rest is intact", lines(self.bad)))
            }
            (None, 0) => None,
            (None, newer) => Some(format!("skipped {} written by a newer unsit", lines(newer))),
        }
    }
}

/// A correction and its place in the order of corrections.
#[derive(Clone, Debug, PartialEq)]
struct PendingCorrection {
    order: (Timestamp, u32, Arc<str>),
    session: Arc<str>,
    correction: Correction<'static>,
}

impl History {
    /// All sessions, the earliest first.
    pub fn sessions(&self) -> &[SessionSummary] {
        &self.sessions
    }

    /// What could not be read.
    pub fn troubles(&self) -> &ReadReport {
        &self.troubles
    }

    /// A session by its id.
    pub fn session(&self, id: &str) -> Option<&SessionSummary> {
        self.sessions.get(*self.index.get(id)?)
    }

    /// When the person was last up from the desk, up to a time: for a break, or with something done of a session, or
    /// about to do it.
    pub fn last_up(&self, until: Timestamp) -> Option<Timestamp> {
        let up = |past: &&SessionSummary| past.done_sets() > 0 || past.ends.is_empty();
        let sessions = self.sessions.iter().filter(up).map(|past| past.last);
        let last = sessions.filter(|last| *last <= until).max();
        self.breaks.range(..=until).next_back().copied().max(last)
    }

    /// Reads whole lines of a file; `line` is the number of the first, and that of the line after them is returned.
    /// After the last of all lines, [`History::settle`].
    pub fn read(&mut self, file: &str, line: usize, text: &[u8]) -> usize {
        line + each_line(text, |at, read| self.take_one(file, line + at, read))
    }

    /// Makes room for the facts in so many bytes more.
    pub fn expect(&mut self, bytes: usize) {
        self.seen.reserve(bytes / USUAL);
    }

    /// Takes lines that were read, as [`History::read`] does.
    pub fn take(&mut self, file: &str, line: usize, lines: Lines<'_>) {
        for (at, read) in lines.0 {
            self.take_one(file, line + at, read);
        }
    }

    fn take_one(&mut self, file: &str, line: usize, read: Result<Record<'_>, Unread>) {
        match read {
            Ok(record) => self.add(&record),
            Err(Unread::Newer) => self.troubles.newer += 1,
            Err(Unread::Bad) => self.count_bad(file, line),
        }
    }

    /// Counts a line that is too long to be one.
    pub fn too_long(&mut self, file: &str, line: usize) {
        self.count_bad(file, line);
    }

    fn count_bad(&mut self, file: &str, line: usize) {
        self.troubles.bad += 1;
        if self.troubles.named.len() < NAMED {
            self.troubles.named.push((text::printable(file).into_owned(), line));
        }
    }

    /// Adds a fact, unless it is known already. After the last, [`History::settle`].
    pub fn add(&mut self, record: &Record<'_>) {
        let head = &record.head;
        let id: Arc<str> = Arc::from(&*head.id);
        if !self.seen.insert(Arc::clone(&id)) {
            self.troubles.doubled += 1;
            return;
        }
        if record.fact == Fact::Break {
            self.breaks.insert(head.at);
            return;
        }
        if let Fact::Correction(correction) = &record.fact {
            self.corrections.push(PendingCorrection {
                order: (head.at, head.number, id),
                session: Arc::from(&*head.session),
                correction: owned(correction),
            });
            if let Some(past) = self.index.get(&*head.session).and_then(|at| self.sessions.get_mut(*at)) {
                past.number = past.number.max(head.number);
            }
            return;
        }
        let at = self.place(head);
        match &record.fact {
            Fact::Start(start) => {
                let (name, plan, zone) = (self.name(&start.name), self.name(&start.plan), self.name(&head.zone));
                let past = &mut self.sessions[at];
                if !past.begun || (head.at, &*id) < (past.at, &*past.id) {
                    (past.begun, past.at, past.offset, past.date) = (true, head.at, head.offset, head.date);
                    (past.name, past.plan, past.zone) = (name, plan, zone);
                }
                past.of_sets = past.of_sets.max(start.sets);
            }
            Fact::Set(set) => {
                // Sets are mostly of the same exercise as the one before.
                let before = self.sessions[at].sets.last();
                let names = &mut self.names;
                let set = set.convert(|text, field| match before.map(|before| field(before)) {
                    Some(before) if **before == **text => Arc::clone(before),
                    _ => kept(names, text),
                });
                let (number, at_wall, offset) = (head.number, head.at, head.offset);
                let recorded = RecordedSet { id, number, at: at_wall, offset, corrected: false, set };
                self.sessions[at].sets.push(recorded);
            }
            Fact::End(end) => {
                let note = self.name("");
                let past = &mut self.sessions[at];
                past.of_sets = past.of_sets.max(end.of_sets);
                past.ends.push(End {
                    id,
                    at: head.at,
                    number: head.number,
                    finished: end.finished,
                    sets: end.sets,
                    active: end.active,
                    total: end.total,
                    effort: None,
                    pain: None,
                    note,
                });
            }
            Fact::Correction(_) | Fact::Break => {}
        }
    }

    /// Adds all that another history knows.
    pub fn take_in(&mut self, other: History) {
        let known = |history: &History, id: &str| history.seen.contains(id);
        for past in other.sessions {
            match self.index.get(&past.id).copied() {
                None => {
                    self.index.insert(Arc::clone(&past.id), self.sessions.len());
                    self.sessions.push(past);
                }
                Some(at) => {
                    let sets = past.sets.into_iter().filter(|set| !known(self, &set.id)).collect::<Vec<_>>();
                    let ends = past.ends.into_iter().filter(|end| !known(self, &end.id)).collect::<Vec<_>>();
                    let here = &mut self.sessions[at];
                    here.sets.extend(sets);
                    here.ends.extend(ends);
                    (here.last, here.number) = (here.last.max(past.last), here.number.max(past.number));
                }
            }
        }
        let new = other.corrections.into_iter().filter(|pending| !self.seen.contains(&pending.order.2));
        self.corrections.extend(new);
        self.breaks.extend(other.breaks);
        self.seen.extend(other.seen);
        self.settle();
    }

    /// Puts all in order and applies the corrections, whatever was added since the last time.
    pub fn settle(&mut self) {
        for past in &mut self.sessions {
            past.sets.sort_by(|a, b| (a.number, a.at, &a.id).cmp(&(b.number, b.at, &b.id)));
            past.ends.sort_by(|a, b| (a.number, a.at, &a.id).cmp(&(b.number, b.at, &b.id)));
        }
        self.sessions.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        self.index = self.sessions.iter().enumerate().map(|(at, past)| (Arc::clone(&past.id), at)).collect();
        self.corrections.sort_by(|a, b| a.order.cmp(&b.order));
        let mut of_session: BTreeMap<usize, Vec<&PendingCorrection>> = BTreeMap::new();
        for pending in &self.corrections {
            if let Some(at) = self.index.get(&pending.session) {
                of_session.entry(*at).or_default().push(pending);
            }
        }
        for (at, corrections) in of_session {
            let past = &mut self.sessions[at];
            let last = corrections.iter().map(|pending| pending.order.1).max();
            past.number = past.number.max(last.unwrap_or_default());
            past.apply(corrections.into_iter().map(|pending| &pending.correction));
        }
    }

    /// The session that a fact belongs to, made where it is the first of it.
    fn place(&mut self, head: &Head<'_>) -> usize {
        // Facts of a session mostly follow one another.
        let latest = self.sessions.get(self.latest).filter(|past| *past.id == *head.session).map(|_| self.latest);
        if let Some(at) = latest.or_else(|| self.index.get(&*head.session).copied()) {
            self.latest = at;
            let past = &mut self.sessions[at];
            past.last = past.last.max(head.at);
            past.number = past.number.max(head.number);
            if !past.begun && head.at < past.at {
                (past.at, past.offset, past.date) = (head.at, head.offset, head.date);
            }
            return at;
        }
        let (routine, zone, plan) = (self.name(&head.routine), self.name(&head.zone), self.name(""));
        let id: Arc<str> = Arc::from(&*head.session);
        self.index.insert(Arc::clone(&id), self.sessions.len());
        self.latest = self.sessions.len();
        self.sessions.push(SessionSummary {
            id,
            name: Arc::clone(&routine),
            routine,
            at: head.at,
            offset: head.offset,
            zone,
            date: head.date,
            plan,
            of_sets: 0,
            sets: Vec::new(),
            ends: Vec::new(),
            last: head.at,
            number: head.number,
            begun: false,
        });
        self.sessions.len() - 1
    }

    /// Text made harmless, kept once.
    fn name(&mut self, foreign: &str) -> Arc<str> {
        kept(&mut self.names, foreign)
    }
}

fn kept(names: &mut HashMap<Box<str>, Arc<str>, RandomState>, foreign: &str) -> Arc<str> {
    if let Some(name) = names.get(foreign) {
        return Arc::clone(name);
    }
    let name: Arc<str> = Arc::from(harmless(foreign));
    names.insert(Box::from(foreign), Arc::clone(&name));
    name
}

/// Text of a history file as it may be shown.
fn harmless(foreign: &str) -> String {
    text::cut(&text::printable(foreign), COLUMNS).into_owned()
}

fn owned(correction: &Correction<'_>) -> Correction<'static> {
    Correction {
        of: correction.of.clone().into_owned().into(),
        note: correction.note.clone().map(|note| note.into_owned().into()),
        ..*correction
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::Index};

    use super::*;
    use crate::{history::fact::tests::record, session::player::Outcome};

    #[test]
    fn an_id_that_a_terminal_acts_on_makes_the_line_unreadable() {
        for id in ["s\\u001b]0;PWN\\u0007", "s\\u0000", "s\\u009b", "s\\u202e", &"x".repeat(65)] {
            let line = |key: &str| {
                LINES.lines().nth(1).unwrap().replace(&format!("\"{key}\":\"aa"), &format!("\"{key}\":\"{id}"))
            };
            for key in ["id", "session"] {
                let mut history = History::default();
                history.read("a.jsonl", 1, line(key).as_bytes());
                assert_eq!((history.sessions().len(), history.troubles().bad), (0, 1), "{key} {id}");
            }
        }
    }

    #[test]
    fn a_session_may_have_as_many_corrections_as_sets() {
        // A search through all sets for each correction takes minutes here.
        let (set, correction) = (
            LINES.lines().nth(1).unwrap(),
            r#"{"v":1,"kind":"correction","id":"aa.N","session":"aa","n":N,"time":"2026-03-04T18:05:00+01:00","date":"2026-03-04","routine":"daily","of":"aa.49999","reps":N}"#,
        );
        let mut history = History::default();
        for number in 0..50_000 {
            let line = set.replace("aa.1", &format!("aa.{number}")).replace("\"n\":1", &format!("\"n\":{number}"));
            history.read("a.jsonl", 1, line.as_bytes());
        }
        for number in 50_000..100_000 {
            history.read("a.jsonl", 1, correction.replace('N', &number.to_string()).as_bytes());
        }
        history.settle();
        let last = history.sessions()[0].sets.last().unwrap();
        assert_eq!((last.reps, last.corrected), (Some(99_999), true));
    }

    /// One line of each kind, as `docs/history.md` shows them.
    const LINES: &str = concat!(
        r#"{"v":1,"kind":"session_start","id":"aa.0","session":"aa","n":0,"time":"2026-03-04T18:00:00+01:00","zone":"Europe/Berlin","date":"2026-03-04","routine":"daily","name":"Wake the glutes","plan":"01","of_sets":2}"#,
        "\n",
        r#"{"v":1,"kind":"set","id":"aa.1","session":"aa","n":1,"time":"2026-03-04T18:01:00+01:00","date":"2026-03-04","routine":"daily","exercise":"Clamshell","step":1,"side":"left","reps":10,"seconds":40,"outcome":"done","active_s":50}"#,
        "\n",
        r#"{"v":1,"kind":"set","id":"aa.2","session":"aa","n":2,"time":"2026-03-04T18:02:00+01:00","date":"2026-03-04","routine":"daily","exercise":"Clamshell","step":3,"side":"right","reps":10,"seconds":40,"outcome":"done","active_s":100}"#,
        "\n",
        r#"{"v":1,"kind":"correction","id":"aa.3","session":"aa","n":3,"time":"2026-03-04T18:02:05+01:00","date":"2026-03-04","routine":"daily","of":"aa.2","reps":8,"outcome":"short"}"#,
        "\n",
        r#"{"v":1,"kind":"session_end","id":"aa.4","session":"aa","n":4,"time":"2026-03-04T18:02:10+01:00","date":"2026-03-04","routine":"daily","outcome":"done","sets":2,"of_sets":2,"active_s":101,"total_s":130}"#,
        "\n",
        r#"{"v":1,"kind":"correction","id":"aa.5","session":"aa","n":5,"time":"2026-03-04T18:02:20+01:00","date":"2026-03-04","routine":"daily","of":"aa.4","effort":6,"pain":1,"note":"left is weaker"}"#,
        "\n",
    );

    fn read(text: &[u8]) -> History {
        let mut history = History::default();
        history.read("a.jsonl", 1, text);
        history.settle();
        history
    }

    #[test]
    fn lines_become_a_session() {
        let history = read(LINES.as_bytes());
        let [past] = history.sessions() else { panic!("one session") };
        assert_eq!((&*past.name, &*past.routine, past.of_sets), ("Wake the glutes", "daily", 2));
        assert_eq!((past.sets[1].reps, past.sets[1].outcome, past.sets[1].corrected), (Some(8), Outcome::Short, true));
        let end = past.end().unwrap();
        assert_eq!((end.effort, end.pain, &*end.note), (Some(6), Some(1), "left is weaker"));
        assert!(past.is_finished() && past.counts());
        assert_eq!((past.active().as_secs(), past.number), (101, 5));
        assert_eq!(history.troubles(), &ReadReport::default());
    }

    #[test]
    fn files_that_git_and_editors_touched_are_read() {
        let marked = format!("\u{FEFF}<<<<<<< HEAD\n{LINES}=======\n\n{LINES}>>>>>>> other\n").replace('\n', "\r\n");
        let history = read(marked.as_bytes());
        assert_eq!(history.sessions(), read(LINES.as_bytes()).sessions());
        let troubles = history.troubles();
        assert_eq!((troubles.bad, troubles.doubled), (3, 6));
        assert_eq!(troubles.line().unwrap(), "could not read 3 history lines (first: a.jsonl:1); the rest is intact");
    }

    #[test]
    fn a_session_without_its_beginning_is_still_one() {
        let rest = LINES.split_inclusive('\n').skip(1).collect::<String>();
        let past = &read(rest.as_bytes()).sessions()[0].clone();
        assert_eq!((&*past.name, past.date.to_string().as_str(), past.sets.len()), ("daily", "2026-03-04", 2));
        assert_eq!(past.local().to_string(), "2026-03-04T18:01:00");
    }

    #[test]
    fn a_break_is_no_session_and_a_session_is_a_break() {
        let up = |text: &str| {
            let last = read(text.as_bytes()).last_up("2026-03-04T20:00:00Z".parse().unwrap());
            last.map(|last| last.to_string()).unwrap_or_default()
        };
        assert_eq!((up(""), up(LINES)), (String::new(), "2026-03-04T17:02:10Z".to_owned()));
        let line = |time: &str| {
            format!(
                r#"{{"v":1,"kind":"break","id":"{time}","session":"{time}","n":0,"time":"{time}","date":"2026-03-04","routine":""}}"#
            ) + "\n"
        };
        let (before, after) = (line("2026-03-04T10:00:00+01:00"), line("2026-03-04T19:00:00+01:00"));
        let history = read(format!("{before}{LINES}{before}").as_bytes());
        assert_eq!((history.sessions().len(), history.troubles().bad), (1, 0));
        assert_eq!(up(&format!("{before}{LINES}")), "2026-03-04T17:02:10Z");
        assert_eq!(up(&format!("{after}{LINES}{before}")), "2026-03-04T18:00:00Z");
        // Of a clock that runs ahead, and of one that was not set.
        let wrong = [line("2099-01-01T00:00:00Z"), line("1970-01-01T00:00:00Z")].concat();
        assert_eq!(up(&format!("{wrong}{LINES}")), "2026-03-04T17:02:10Z");
        // One is under way; one was given up before anything was done.
        let lines: Vec<&str> = LINES.split_inclusive('\n').collect();
        assert_eq!(up(lines[0]), "2026-03-04T17:00:00Z");
        assert_eq!(up(&lines[..3].concat()), "2026-03-04T17:02:00Z");
        assert_eq!(up(&(lines[0].to_owned() + &lines[4].replace("\"sets\":2", "\"sets\":0"))), "");
    }

    #[test]
    fn a_line_without_end_is_left_out() {
        let long = format!("{{\"v\":1,\"note\":\"{}\"}}\n{LINES}", "x".repeat(LONGEST));
        assert_eq!((read(long.as_bytes()).troubles().bad, read(long.as_bytes()).sessions().len()), (1, 1));
    }

    #[test]
    fn a_cut_at_any_byte_costs_one_line_at_most() {
        for cut in 0..=LINES.len() {
            let whole = LINES[..cut].matches('\n').count();
            let history = read(&LINES.as_bytes()[..cut]);
            let torn = history.troubles().bad;
            let known = history.sessions().first().map_or(0, |past| past.number as usize + 1);
            assert!(torn <= 1 && known >= whole, "{cut}");
            // What is appended after a torn line, on a line of its own, is whole.
            let healed = format!("{}\n{LINES}", &LINES[..cut]);
            assert_eq!(read(healed.as_bytes()).sessions(), read(LINES.as_bytes()).sessions(), "{cut}");
        }
    }

    proptest! {
        #[test]
        fn the_order_of_lines_does_not_matter(
            records in prop::collection::vec(record(), 0..30),
            picks in prop::collection::vec(any::<Index>(), 0..60),
        ) {
            // One fact for each id: two that share one are not made by this program.
            let mut seen = HashSet::new();
            let records: Vec<_> = records.into_iter().filter(|r| seen.insert(r.head.id.to_string())).collect();
            let mut history = History::default();
            for record in &records {
                history.add(record);
            }
            history.settle();
            let mut shuffled = records.clone();
            for pick in &picks {
                if !shuffled.is_empty() {
                    // Some are met twice, as in the copies that synchronisation makes.
                    let at = pick.index(shuffled.len());
                    let record = shuffled[at].clone();
                    shuffled.swap(0, at);
                    shuffled.push(record);
                }
            }
            let mut other = History::default();
            for (at, record) in shuffled.iter().enumerate() {
                other.add(record);
                if at % 7 == 0 {
                    other.settle();
                }
            }
            other.settle();
            prop_assert_eq!(history.sessions(), other.sessions());
            prop_assert_eq!(&history.breaks, &other.breaks);
        }

        #[test]
        fn damage_costs_the_lines_it_touches(from in 0usize..1200, bytes in prop::collection::vec(any::<u8>(), 1..80)) {
            let mut text = LINES.as_bytes().to_vec();
            let to = (from + bytes.len()).min(text.len());
            let touched = text[from.min(to)..to].split(|byte| *byte == b'\n').count();
            text[from.min(to)..to].copy_from_slice(&bytes[..to - from.min(to)]);
            let mut all = History::default();
            all.read("a", 1, &text);
            all.settle();
            let facts = all.seen.len();
            prop_assert!(facts + touched + 1 >= 6, "{} of 6 facts, {} lines touched", facts, touched);
        }
    }
}
