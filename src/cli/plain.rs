//! A session in lines, for screen readers, simple terminals and pipes: one as each block, round and step begins, one
//! as each set ends. It draws nothing and runs on the same session as the screen.

pub mod desk;

use std::{
    io::{self, BufRead, IsTerminal, Write},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use anyhow::Context;

use crate::{
    audio::{Audio, Status},
    base::{
        cue::LAST_CUE,
        quantity::{Now, clock as time, seconds_left, units},
    },
    cli::run,
    history::events::{self, ResumePoint, SessionLog},
    routine::Rounds,
    session::{
        live::Session,
        plan::{Kind, Plan, Step},
        player::{Command, Done, Due, Event},
    },
    storage::recorder::Keeping,
    system::clock::{self, Clock},
};

/// What is played, and how.
#[derive(Debug)]
pub struct Opening {
    /// The routine's plan.
    pub plan: Arc<Plan>,
    /// So many times as fast.
    pub speed: u32,
    /// A session of it that was left.
    pub left: Option<ResumePoint>,
    /// That is gone on with, unasked.
    pub resume: bool,
}

/// Plays a plan to its end, or until the person leaves it. That there is no sound is said once, among the messages.
pub fn play(
    opening: Opening,
    clock: Clock,
    audio: &Audio,
    keeping: &Keeping,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<()> {
    let mut lines = commands(io::stdin().is_terminal())?;
    let edges = Edges { clock, audio, keeping };
    session(opening, edges, &mut lines, &mut Told::default(), &mut |_| {}, out, messages).map(drop)
}

/// What lines are made with.
#[derive(Clone, Copy, Debug)]
pub struct Edges<'e> {
    /// The time.
    pub clock: Clock,
    /// What is heard.
    pub audio: &'e Audio,
    /// What is kept.
    pub keeping: &'e Keeping,
}

/// The same with the lines that the person types and what was told already; who else has to be told the time is told
/// it. Whether anything was done.
fn session(
    opening: Opening,
    edges: Edges<'_>,
    lines: &mut Option<Receiver<String>>,
    told: &mut Told,
    tell_time: &mut dyn FnMut(Now),
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<bool> {
    let Opening { plan, speed, left, resume } = opening;
    let Edges { clock, audio, keeping } = edges;
    let about = if plan.is_exact() { "" } else { "about " };
    writeln!(out, "{}: {about}{}, {} sets", plan.routine, time(plan.estimate()), plan.works())?;
    let left = match left {
        Some(left) if !resume => match ask(&left, &plan, lines, out)? {
            Answer::GoOn => Some(left),
            Answer::Anew => None,
            Answer::Quit => return Ok(false),
        },
        left => left,
    };
    if lines.is_some() {
        writeln!(out, "Enter: done, go on; p, n, b or q and Enter: pause, next, back, stop")?;
    }
    let (now, zone) = (clock.now(), clock::zone());
    // A routine that is played faster is only tried out.
    let ids = keeping.ids().filter(|_| speed == 1);
    let (session, due, log) = match (left, ids) {
        (Some(left), Some(mut ids)) => {
            writeln!(out, "going on with {}", left.next(&plan).unwrap_or_default())?;
            let (session, due, log, began) = events::resume(&mut ids, left, &plan, now, &zone);
            keeping.save(&began);
            (session, due, Some(log))
        }
        (_, ids) => {
            let log = ids.map(|mut ids| {
                let (log, began) = SessionLog::open(&mut ids, &plan, now, &zone);
                keeping.save(&began);
                log
            });
            let (session, due) = Session::start(plan, speed, now);
            (session, due, log)
        }
    };
    audio.open();
    run::prepare(audio, session.plan());
    let bell = io::stdout().is_terminal();
    let (typed, step_told, round_told) = (lines.is_some(), None, None);
    let mut teller = Teller { session, out, messages, audio, bell, typed, log, keeping, step_told, round_told, told };
    teller.tell(&due, now)?;
    run::play(audio, teller.session.sounds());
    while !teller.session.is_finished() {
        let said = wait(lines, teller.session.deadline().map(|at| clock.until(at)));
        teller.typed = lines.is_some();
        while let Some(notice) = keeping.notice() {
            say(teller.messages, &notice);
        }
        let now = clock.now();
        tell_time(now);
        let mut due = teller.session.advance(now);
        if !teller.typed && teller.is_open_step_over() {
            due.extend(teller.session.act(Command::Done, now));
        }
        if !teller.typed && teller.session.is_paused() {
            teller.tell(&due, now)?;
            due = teller.session.act(Command::Resume, now);
        }
        let paused = teller.session.is_paused();
        let command = match said.as_deref().map(str::trim) {
            None => None,
            Some("q") => break,
            Some("p" | "") if paused => Some(Command::Resume),
            Some("p") => Some(Command::Pause),
            Some("") => Some(Command::Done),
            Some("n") => Some(Command::Next),
            Some("b") => Some(Command::Back),
            Some(_) => {
                writeln!(teller.out, "Enter alone, or p, n, b or q and Enter")?;
                None
            }
        };
        due.extend(command.map(|command| teller.session.act(command, now)).unwrap_or_default());
        match command {
            Some(Command::Pause) => writeln!(teller.out, "paused; Enter goes on")?,
            Some(Command::Resume) => writeln!(teller.out, "going on")?,
            _ => {}
        }
        teller.tell(&due, now)?;
        run::play(audio, teller.session.sounds());
    }
    if let Some(log) = &mut teller.log {
        keeping.save(&log.close(&teller.session, clock.now()));
    }
    teller.sum_up(clock.now())?;
    if teller.session.is_finished() && matches!(audio.status(), Status::Playing { .. }) {
        thread::park_timeout(LAST_CUE);
    }
    audio.close();
    Ok(teller.session.has_done())
}

enum Answer {
    GoOn,
    Anew,
    Quit,
}

/// Asks whether to go on with a session that was left; where nobody can answer, says how to.
fn ask(
    left: &ResumePoint,
    plan: &Plan,
    lines: &mut Option<Receiver<String>>,
    out: &mut impl Write,
) -> anyhow::Result<Answer> {
    let next = left.next(plan).unwrap_or_default();
    let Some(typed) = lines else {
        writeln!(out, "a session of it was left before {next}: --resume goes on with it")?;
        return Ok(Answer::Anew);
    };
    writeln!(out, "You left it before {next}. Enter: go on with it; n or q and Enter: begin anew, quit")?;
    out.flush()?;
    loop {
        match typed.recv().as_deref().map(str::trim) {
            Ok("") => return Ok(Answer::GoOn),
            Ok("n") => return Ok(Answer::Anew),
            Ok("q") => return Ok(Answer::Quit),
            Ok(_) => {
                writeln!(out, "Enter alone, or n or q and Enter")?;
                out.flush()?;
            }
            Err(_) => {
                *lines = None;
                return Ok(Answer::Anew);
            }
        }
    }
}

struct Teller<'o, W, M> {
    session: Session,
    out: &'o mut W,
    messages: &'o mut M,
    audio: &'o Audio,
    /// Whether a bell can be heard where the lines go.
    bell: bool,
    /// Whether there is somebody who types.
    typed: bool,
    /// What is told to the history.
    log: Option<SessionLog>,
    keeping: &'o Keeping,
    /// The step that was told last.
    step_told: Option<usize>,
    /// The block and the round that were told last.
    round_told: Option<(usize, u32)>,
    told: &'o mut Told,
}

/// What is told once.
#[derive(Default)]
struct Told {
    gap: bool,
    unsaved: bool,
    silence: bool,
}

impl Told {
    /// Says why something is not saved.
    fn tell_unsaved(&mut self, keeping: &Keeping, out: &mut impl Write) -> io::Result<()> {
        let unsaved = keeping.unsaved();
        if let Some(why) = unsaved.as_ref().filter(|_| !self.unsaved) {
            writeln!(out, "{why}")?;
        }
        self.unsaved = unsaved.is_some();
        Ok(())
    }

    /// Says why nothing is heard, and whether the bell is.
    fn tell_silence(&mut self, why: &str, bell: bool, messages: &mut impl Write) {
        if !std::mem::replace(&mut self.silence, true) {
            let instead = if bell { "; the bell rings instead" } else { "" };
            say(messages, &format!("no sound: {why}{instead}"));
        }
    }
}

/// Says something that should be known. Where nobody hears of it, nothing is lost.
fn say(messages: &mut impl Write, notice: &str) {
    let _ = writeln!(messages, "unsit: {notice}");
}

impl<W: Write, M: Write> Teller<'_, W, M> {
    /// Nobody can end an open step where nobody can type: it ends at its estimate.
    fn is_open_step_over(&self) -> bool {
        let (player, now) = self.session.player();
        let open = self.session.step().filter(|_| player.length().is_none() && !player.is_paused());
        open.is_some_and(|(_, step)| player.elapsed(now) >= step.estimate)
    }

    fn tell(&mut self, due: &[Due], now: Now) -> io::Result<()> {
        // What was done is saved first: an output that nobody reads keeps nothing from it.
        if let Some(log) = &mut self.log {
            log.push(&self.session, due, now).iter().for_each(|record| self.keeping.save(record));
        }
        self.told.tell_unsaved(self.keeping, self.out)?;
        let plan = Arc::clone(self.session.plan());
        for due in due {
            match due.event {
                Event::Began => {
                    self.cap_over(&plan, due.step)?;
                    self.heading(&plan.steps[due.step])?;
                    self.step(&plan, due)?;
                    self.step_told = Some(due.step);
                }
                Event::Worked(done) => self.done(&plan.steps[due.step], done)?,
                Event::Late(late) => writeln!(
                    self.out,
                    "{:>6}  the round took {} longer than its beat",
                    "",
                    units(Duration::from_secs(seconds_left(late)))
                )?,
                Event::Finished => self.cap_over(&plan, plan.steps.len())?,
                Event::Cue(_) | Event::Say(_) => {}
            }
        }
        let gap = self.session.gap();
        if let Some(gap) = gap.filter(|_| !self.told.gap) {
            let gap = units(Duration::from_secs(gap.as_secs()));
            writeln!(self.out, "paused: the machine was away for {gap}; Enter goes on")?;
        }
        self.told.gap = gap.is_some();
        self.ring(due, now)?;
        self.out.flush()
    }

    /// Where there is no sound, it says so once, and rings the bell.
    fn ring(&mut self, due: &[Due], now: Now) -> io::Result<()> {
        let Some(why) = run::why_silent(self.audio) else { return Ok(()) };
        self.told.tell_silence(&why, self.bell, self.messages);
        if self.bell && due.iter().any(|due| due.rings(now.monotonic)) {
            self.out.write_all(b"\x07")?;
        }
        Ok(())
    }

    /// Where steps of a block with a cap were passed over on the way to this one, the cap has ended it.
    fn cap_over(&mut self, plan: &Plan, step: usize) -> io::Result<()> {
        let Some(before) = self.step_told.filter(|before| before + 1 < step) else { return Ok(()) };
        let Step { rounds: Rounds::Amrap(cap), block, .. } = &plan.steps[before] else { return Ok(()) };
        if plan.after_block(before) > step {
            return Ok(());
        }
        let of = block.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        writeln!(self.out, "the {}{of} are over", units(*cap))
    }

    /// A line above a block that has a name, and above each of its rounds.
    fn heading(&mut self, step: &Step) -> io::Result<()> {
        let here = (step.group, step.round);
        if step.kind == Kind::RoundRest || self.round_told.replace(here) == Some(here) {
            return Ok(());
        }
        let parts: Vec<String> = step.block.clone().into_iter().chain(step.round_words()).collect();
        if parts.is_empty() {
            return Ok(());
        }
        let fit = match step.rounds {
            Rounds::Amrap(cap) => format!(": as many as fit in {}", units(cap)),
            Rounds::Times(_) => String::new(),
        };
        writeln!(self.out, "{}{fit}", parts.join(", "))
    }

    fn step(&mut self, plan: &Plan, due: &Due) -> io::Result<()> {
        let step = &plan.steps[due.step];
        let at = time(due.at.saturating_sub(self.session.begun().monotonic) * self.session.speed());
        write!(self.out, "{at:>6}  {:<12}  {}", step.kind.words(), step.exercise.name)?;
        // The heading has told the round; the rest before it comes first.
        let told = step.kind != Kind::RoundRest && step.round_words().is_some();
        for detail in step.details().into_iter().skip(usize::from(told)) {
            write!(self.out, ", {detail}")?;
        }
        match (step.is_work(), step.length) {
            (true, length) => {
                write!(self.out, ": {}", step.exercise.work)?;
                if let (Some(_), Some(length)) = (step.reps(), length) {
                    write!(self.out, " ({})", units(length))?;
                }
            }
            (false, Some(length)) => {
                if let Some(position) = step.position().filter(|_| step.kind == Kind::Prepare) {
                    write!(self.out, ", {position}")?;
                }
                write!(self.out, ": {}", units(length))?;
            }
            (false, None) if self.typed => write!(self.out, ": until you are ready, Enter goes on")?,
            (false, None) => write!(self.out, ": {}", units(step.estimate))?,
        }
        if step.is_work() && step.length.is_none() {
            if self.typed {
                write!(self.out, ", Enter when done")?;
            } else {
                write!(self.out, ", ends after {}", units(step.estimate))?;
            }
        }
        match plan.steps.get(due.step + 1) {
            Some(next) if Arc::ptr_eq(&next.exercise, &step.exercise) => {
                writeln!(self.out, "; next: {}", next.kind.words())
            }
            Some(next) => writeln!(self.out, "; next: {}", next.exercise.name),
            None => writeln!(self.out, "; the last"),
        }
    }

    fn done(&mut self, step: &Step, done: Done) -> io::Result<()> {
        let outcome = done.outcome.name();
        writeln!(self.out, "{:>6}  {outcome:<12}  {}: {}", "", step.exercise.name, done.amount)
    }

    fn sum_up(&mut self, now: Now) -> io::Result<()> {
        let works = self.session.works();
        let done = self.session.done_sets();
        let mut told = None;
        for index in self.session.done().keys() {
            let step = &self.session.plan().steps[*index];
            if let Some(tally) = self.session.tally(*index).filter(|_| told.replace(step.group) != Some(step.group)) {
                writeln!(self.out, "{}: {tally}", step.block.as_deref().unwrap_or("rounds"))?;
            }
        }
        let word = if self.session.is_finished() { "done" } else { "stopped" };
        let (active, whole) = (self.session.active(), now.monotonic.saturating_sub(self.session.begun().monotonic));
        write!(self.out, "{word}: {done} of {works} sets in {}", time(active))?;
        if whole.saturating_sub(active) >= Duration::from_secs(1) {
            write!(self.out, " ({} with pauses)", time(whole))?;
        }
        writeln!(self.out)?;
        self.out.flush()
    }
}

/// The lines that the person types, if there is one.
fn commands(typing: bool) -> anyhow::Result<Option<Receiver<String>>> {
    if !typing {
        return Ok(None);
    }
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new()
        .name("lines".to_owned())
        .spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        })
        .context("cannot start the thread that reads lines")?;
    Ok(Some(receiver))
}

/// Waits for a line, at most so long, and no longer than a minute: a desk has to be told the time. From the end of the
/// input on there is nobody who types.
fn wait(lines: &mut Option<Receiver<String>>, timeout: Option<Duration>) -> Option<String> {
    let minute = Duration::from_secs(60);
    let timeout = timeout.map_or(minute, |timeout| timeout.min(minute));
    let Some(typed) = lines else {
        thread::park_timeout(timeout);
        return None;
    };
    match typed.recv_timeout(timeout) {
        Ok(line) => return Some(line),
        Err(RecvTimeoutError::Timeout) => {}
        Err(RecvTimeoutError::Disconnected) => *lines = None,
    }
    None
}
