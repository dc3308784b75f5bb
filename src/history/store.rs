//! Combines the lines of the history into sessions with their sets, corrections applied. The result does not depend on
//! the order of the lines, or on duplicates. `stats` computes numbers over many sessions.

mod session_summary;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use session_summary::harmless;
pub use session_summary::{RecordedEnd, RecordedSet, SessionSummary};

use crate::{
    base::{count::count, text},
    history::fact::{Correction, Fact, Head, Record, Set, Unread},
};

/// The maximum length of a line that is read, in bytes.
pub const LONGEST: usize = 64 * 1024;
/// The typical length of a line, in bytes.
const USUAL: usize = 300;
/// The maximum number of unreadable lines that are located.
const NAMED: usize = 20;

/// All sessions, earliest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    sessions: Vec<SessionSummary>,
    index: HashMap<Arc<str>, usize, RandomState>,
    /// The index of the session of the last fact, if it is still valid.
    latest: usize,
    /// The ids of the facts, except for the sets whose session knows their number.
    seen: HashSet<Arc<str>, RandomState>,
    names: HashMap<Box<str>, Arc<str>, RandomState>,
    corrections: Vec<PendingCorrection>,
    /// The times at which the user got up from the desk, in no session.
    breaks: BTreeSet<Timestamp>,
    troubles: ReadReport,
}

/// The parsed lines of a file: the expensive part, which does not need the history and can run in parallel. Lines that
/// are not empty, numbered from 0.
#[derive(Debug)]
pub struct ParsedLines<'a>(Vec<(usize, Result<Record<'a>, Unread>)>);

impl<'a> ParsedLines<'a> {
    /// Reads whole lines.
    pub fn of(text: &'a [u8]) -> ParsedLines<'a> {
        let mut read = Vec::with_capacity(text.len() / USUAL);
        each_line(text, |line, record| read.push((line, record)));
        ParsedLines(read)
    }
}

/// Passes each line that is not empty to `take`, numbered from 0; returns the number of lines.
fn each_line<'a>(text: &'a [u8], mut take: impl FnMut(usize, Result<Record<'a>, Unread>)) -> usize {
    let (mut from, mut count) = (0, 0);
    while from < text.len() {
        let end = memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |end| from + end + 1);
        let bytes = text[from..end].trim_ascii();
        // A byte order mark may precede the first line, or any line in joined files.
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if !bytes.is_empty() {
            take(count, if bytes.len() > LONGEST { Err(Unread::Bad) } else { Record::read(bytes) });
        }
        (from, count) = (end, count + 1);
    }
    count
}

/// The lines that are not facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// The number of unreadable lines.
    pub bad: usize,
    /// The first of them, by file and line.
    pub named: Vec<(String, usize)>,
    /// The number of lines written by a newer unsit.
    pub newer: usize,
    /// The number of duplicate facts, which are harmless.
    pub doubled: usize,
}

impl ReadReport {
    /// A notice for the user, in one line.
    pub fn line(&self) -> Option<String> {
        let lines = |number: usize| count(number, "history line");
        match (self.named.first(), self.newer) {
            (Some((file, line)), _) => {
                Some(format!("could not read {} (first: {file}:{line}); all other lines were read", lines(self.bad)))
            }
            (None, 0) => None,
            (None, newer) => Some(format!("skipped {} written by a newer unsit", lines(newer))),
        }
    }
}

/// A correction and its sort key.
#[derive(Clone, Debug, PartialEq)]
struct PendingCorrection {
    order: (Timestamp, u32, Arc<str>),
    session: Arc<str>,
    correction: Correction<'static>,
}

impl History {
    /// All sessions, earliest first.
    pub fn sessions(&self) -> &[SessionSummary] {
        &self.sessions
    }

    /// The unreadable lines.
    pub fn troubles(&self) -> &ReadReport {
        &self.troubles
    }

    /// A session by its id.
    pub fn session(&self, id: &str) -> Option<&SessionSummary> {
        self.sessions.get(*self.index.get(id)?)
    }

    /// The last time up to `until` when the user was up from the desk: for a break, or during or just before a session.
    pub fn last_up(&self, until: Timestamp) -> Option<Timestamp> {
        let up = |past: &&SessionSummary| past.done_sets() > 0 || past.ends.is_empty();
        let sessions = self.sessions.iter().filter(up).map(|past| past.last);
        let last = sessions.filter(|last| *last <= until).max();
        self.breaks.range(..=until).next_back().copied().max(last)
    }

    /// Reads whole lines of a file; `line` is the number of the first. Returns the number of the line after the last.
    /// Call [`History::settle`] at the end.
    pub fn read(&mut self, file: &str, line: usize, text: &[u8]) -> usize {
        line + each_line(text, |at, read| self.take_one(file, line + at, read))
    }

    /// Adds parsed lines, like [`History::read`].
    pub fn take(&mut self, file: &str, line: usize, lines: ParsedLines<'_>) {
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

    /// Counts a line that is too long.
    pub fn too_long(&mut self, file: &str, line: usize) {
        self.count_bad(file, line);
    }

    fn count_bad(&mut self, file: &str, line: usize) {
        self.troubles.bad += 1;
        if self.troubles.named.len() < NAMED {
            self.troubles.named.push((text::printable(file).into_owned(), line));
        }
    }

    /// Adds a fact, unless it is known already. Call [`History::settle`] at the end.
    pub fn add(&mut self, record: &Record<'_>) {
        let head = &record.head;
        if let Fact::Set(set) = &record.fact {
            self.add_set(head, set);
            return;
        }
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
                let order = (head.at, &*name, &*plan, &*zone);
                // Of two starts at the same moment the text decides, because the order of the lines must not.
                if !past.begun || order < (past.at, &*past.name, &*past.plan, &*past.zone) {
                    (past.begun, past.at, past.offset, past.date) = (true, head.at, head.offset, head.date);
                    (past.name, past.plan, past.zone) = (name, plan, zone);
                }
                past.of_sets = past.of_sets.max(start.sets);
            }
            Fact::End(end) => {
                let note = self.name("");
                let past = &mut self.sessions[at];
                past.of_sets = past.of_sets.max(end.of_sets);
                past.ends.push(RecordedEnd {
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
            Fact::Set(_) | Fact::Correction(_) | Fact::Break => {}
        }
    }

    fn add_set(&mut self, head: &Head<'_>, set: &Set<Cow<'_, str>>) {
        // Most lines are sets, so a set stores its id only if that does not follow from its session and number.
        let follows = follows(&head.id, &head.session, head.number);
        let id = (!follows).then(|| Arc::<str>::from(&*head.id));
        if id.as_ref().is_some_and(|id| !self.seen.insert(Arc::clone(id))) {
            self.troubles.doubled += 1;
            return;
        }
        let at = self.place(head);
        let past = &mut self.sessions[at];
        if follows && !past.numbers.insert(head.number) {
            self.troubles.doubled += 1;
            return;
        }
        // Consecutive sets usually have the same exercise.
        let (before, names) = (past.sets.last(), &mut self.names);
        let set = set.convert(|text, field| match before.map(|before| field(before)) {
            Some(before) if **before == **text => Arc::clone(before),
            _ => kept(names, text),
        });
        let (number, at, offset) = (head.number, head.at, head.offset);
        past.sets.push(RecordedSet { id, number, at, offset, corrected: false, set });
    }

    /// Adds everything from another history.
    pub fn take_in(&mut self, other: History) {
        let known = |history: &History, id: &str| history.seen.contains(id);
        let is_new = |history: &History, at: usize, set: &RecordedSet| match &set.id {
            Some(id) => !known(history, id),
            None => !history.sessions[at].numbers.contains(&set.number),
        };
        for past in other.sessions {
            match self.index.get(&past.id).copied() {
                None => {
                    self.index.insert(Arc::clone(&past.id), self.sessions.len());
                    self.sessions.push(past);
                }
                Some(at) => {
                    let sets = past.sets.into_iter().filter(|set| is_new(self, at, set)).collect::<Vec<_>>();
                    let ends = past.ends.into_iter().filter(|end| !known(self, &end.id)).collect::<Vec<_>>();
                    let here = &mut self.sessions[at];
                    here.sets.extend(sets);
                    here.numbers.extend(past.numbers);
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

    /// Sorts everything and applies the corrections, regardless of what was added since the last call.
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

    /// The session of a fact; the first fact creates it.
    fn place(&mut self, head: &Head<'_>) -> usize {
        // Facts of a session are usually consecutive.
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
            numbers: HashSet::default(),
            ends: Vec::new(),
            last: head.at,
            number: head.number,
            begun: false,
        });
        self.sessions.len() - 1
    }

    /// A printable text, stored once.
    fn name(&mut self, foreign: &str) -> Arc<str> {
        kept(&mut self.names, foreign)
    }
}

/// Whether an id is the one that this program gives to the fact with this number in an uninterrupted session.
fn follows(id: &str, session: &str, number: u32) -> bool {
    let digits = id.strip_prefix(session).and_then(|rest| rest.strip_prefix('.'));
    let plain = |digits: &&str| {
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (*digits == "0" || !digits.starts_with('0'))
    };
    digits.filter(plain).is_some_and(|digits| digits.parse() == Ok(number))
}

fn kept(names: &mut HashMap<Box<str>, Arc<str>, RandomState>, foreign: &str) -> Arc<str> {
    if let Some(name) = names.get(foreign) {
        return Arc::clone(name);
    }
    let name: Arc<str> = Arc::from(harmless(foreign));
    names.insert(Box::from(foreign), Arc::clone(&name));
    name
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
    use crate::{history::line::tests::record, session::player::Outcome};

    #[test]
    fn an_id_with_control_characters_makes_the_line_unreadable() {
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
    fn many_corrections_are_applied_quickly() {
        // Searching all sets, or all ends, for each correction would take minutes here.
        const MANY: usize = 8_000;
        let lines: Vec<&str> = LINES.lines().collect();
        for (fact, correction) in [(lines[1], lines[3]), (lines[4], lines[5])] {
            let numbered = |line: &str, number: usize| {
                let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
                line["id"] = format!("aa.{number}").into();
                line["n"] = number.into();
                if line["kind"] == "correction" {
                    line["of"] = format!("aa.{}", MANY - 1).into();
                    let value = if line["effort"].is_null() { "reps" } else { "effort" };
                    line[value] = (number % 10).into();
                }
                line.to_string()
            };
            let mut history = History::default();
            for number in 0..MANY {
                history.read("a.jsonl", 1, numbered(fact, number).as_bytes());
            }
            for number in MANY..2 * MANY {
                history.read("a.jsonl", 1, numbered(correction, number).as_bytes());
            }
            history.settle();
            let past = &history.sessions()[0];
            let corrected = past.sets.last().map(|set| set.reps == Some(9) && set.corrected);
            let corrected = corrected.or(past.ends.last().map(|end| end.effort == Some(9)));
            assert_eq!(corrected, Some(true));
        }
    }

    /// One line of each kind, as in `docs/history.md`.
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
        assert!(past.is_finished() && past.counts_as_done());
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
        assert_eq!(
            troubles.line().unwrap(),
            "could not read 3 history lines (first: a.jsonl:1); all other lines were read"
        );
    }

    #[test]
    fn a_session_without_its_beginning_is_still_one() {
        let rest = LINES.split_inclusive('\n').skip(1).collect::<String>();
        let past = &read(rest.as_bytes()).sessions()[0].clone();
        assert_eq!((&*past.name, past.date.to_string().as_str(), past.sets.len()), ("daily", "2026-03-04", 2));
        assert_eq!(past.local().to_string(), "2026-03-04T18:01:00");
    }

    #[test]
    fn a_break_is_not_a_session_and_a_session_is_a_break() {
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
        // From a clock that runs ahead, and from one that was never set.
        let wrong = [line("2099-01-01T00:00:00Z"), line("1970-01-01T00:00:00Z")].concat();
        assert_eq!(up(&format!("{wrong}{LINES}")), "2026-03-04T17:02:10Z");
        // One is running; one was given up before anything was done.
        let lines: Vec<&str> = LINES.split_inclusive('\n').collect();
        assert_eq!(up(lines[0]), "2026-03-04T17:00:00Z");
        assert_eq!(up(&lines[..3].concat()), "2026-03-04T17:02:00Z");
        assert_eq!(up(&(lines[0].to_owned() + &lines[4].replace("\"sets\":2", "\"sets\":0"))), "");
    }

    #[test]
    fn an_overlong_line_is_skipped() {
        let long = format!("{{\"v\":1,\"note\":\"{}\"}}\n{LINES}", "x".repeat(LONGEST));
        assert_eq!((read(long.as_bytes()).troubles().bad, read(long.as_bytes()).sessions().len()), (1, 1));
    }

    #[test]
    fn a_cut_at_any_byte_loses_at_most_one_line() {
        for cut in 0..=LINES.len() {
            let whole = LINES[..cut].matches('\n').count();
            let history = read(&LINES.as_bytes()[..cut]);
            let torn = history.troubles().bad;
            let known = history.sessions().first().map_or(0, |past| past.number as usize + 1);
            assert!(torn <= 1 && known >= whole, "{cut}");
            // A line appended after a torn line is intact, on a line of its own.
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
            // One fact for each id: this program never writes two with the same id.
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
                    // Some occur twice, as in the copies that synchronisation makes.
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
        fn damage_loses_only_the_damaged_lines(from in 0usize..1200, bytes in prop::collection::vec(any::<u8>(), 1..80)) {
            let mut text = LINES.as_bytes().to_vec();
            let to = (from + bytes.len()).min(text.len());
            let touched = text[from.min(to)..to].split(|byte| *byte == b'\n').count();
            text[from.min(to)..to].copy_from_slice(&bytes[..to - from.min(to)]);
            let mut all = History::default();
            all.read("a", 1, &text);
            all.settle();
            let facts = all.seen.len() + all.sessions().iter().map(|past| past.numbers.len()).sum::<usize>();
            prop_assert!(facts + touched + 1 >= 6, "{} of 6 facts, {} lines touched", facts, touched);
        }
    }
}
