//! A session as lines, for screen readers, simple terminals and pipes: one at the start of each block, round and step,
//! one at the end of each set. It runs on the same driver as the screen.

pub mod desk;

use std::{
    io::{self, Write},
    sync::Arc,
    thread,
    time::Duration,
};

use crate::{
    audio::Status,
    base::{
        count::count,
        cue::LAST_CUE,
        quantity::{Now, clock as time, seconds_left, units},
    },
    cli::{
        edges::Edges,
        lines::{Lines, LinesDesk},
    },
    history::{
        events::{ResumePoint, SessionLog},
        fact::Correction,
    },
    routine::{
        CAUTION, Exercise, Rounds, Work,
        progress::{PAIN, STOP},
    },
    session::{
        live::Session,
        plan::{Kind, Plan, Step},
        player::{Command, Done, Due, Event},
    },
    ui::{
        driver::Driver,
        effect::{AudioEffect, Effect},
        keymap::{Action, Context},
        remote::NowPlaying,
        screens::{feedback, session::steps},
        shared::SoundState,
    },
};

/// The session to play.
#[derive(Debug)]
pub struct Opening {
    /// The routine's plan.
    pub plan: Arc<Plan>,
    /// The speed factor.
    pub speed: u32,
    /// An unfinished session of the routine.
    pub left: Option<ResumePoint>,
    /// Whether to resume it without asking.
    pub resume: bool,
}

/// Plays a plan until it ends or the user quits. Missing sound is reported once.
pub fn play(
    opening: Opening,
    edges: Edges<'_>,
    sound: SoundState,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<()> {
    let mut lines = Lines::open(edges, sound, out, messages)?;
    session(opening, &mut lines, &mut None).map(drop)
}

/// Plays a plan on open lines; a desk behind them is kept up to date. Returns whether anything was done.
fn session<W: Write, M: Write>(
    opening: Opening,
    lines: &mut Lines<'_, W, M>,
    desk: &mut Option<LinesDesk<'_>>,
) -> anyhow::Result<bool> {
    let Opening { plan, speed, left, resume } = opening;
    let Edges { clock, audio, recorder, remote } = lines.edges;
    let about = if plan.is_exact() { "" } else { "about " };
    writeln!(lines.out, "{CAUTION}")?;
    writeln!(lines.out, "{}: {about}{}, {}", plan.routine, time(plan.estimate()), count(plan.works(), "set"))?;
    let left = match left {
        Some(left) if !resume => match ask(&left, &plan, lines)? {
            Answer::Resume => Some(left),
            Answer::StartOver => None,
            Answer::Quit => return Ok(false),
        },
        left => left,
    };
    if lines.is_typed() {
        writeln!(
            lines.out,
            "Enter ends a set; p, n, b or q and Enter: pause, next, back, stop; ? and Enter: all keys"
        )?;
    }
    let now = clock.now();
    let mut effects = Vec::new();
    let mut ids = recorder.ids();
    let at = (now, &lines.zone.clone());
    let (driver, due) = match (left, &mut ids) {
        (Some(left), Some(ids)) => {
            writeln!(lines.out, "resuming with {}", left.next(&plan).unwrap_or_default())?;
            Driver::resume(&plan, left, ids, &lines.sound, at, &mut effects)
        }
        (_, ids) => Driver::start(plan, speed, ids.as_mut(), &lines.sound, at, &mut effects),
    };
    let mut printer = Printer { driver, lines, step: None, round: None, taught: Vec::new(), reported_gap: false };
    // Sets are saved first, even if the output is not read.
    printer.lines.perform(&mut effects, desk, now)?;
    printer.print(&due)?;
    while !printer.driver.session().is_finished() {
        remote.publish(NowPlaying::of(printer.driver.session()).as_ref());
        printer.lines.report()?;
        let asked = printer.lines.wait(printer.driver.deadline().map(|at| clock.until(at)), Context::Session);
        let now = clock.now();
        if let Some(desk) = desk {
            desk.screen.set_time(now, printer.lines.time_of_day(now));
        }
        let sound = printer.lines.sound.clone();
        let mut due = printer.driver.advance(&sound, now, &mut effects);
        if let Some(command) = printer.command_without_person() {
            due.extend(printer.driver.obey(command, &sound, now, &mut effects));
        }
        // After a gap a session without a person continues; a pause that was asked for lasts until it is ended.
        if !printer.typed() && printer.driver.session().gap().is_some() {
            printer.print(&due)?;
            due = printer.driver.obey(Command::Resume, &sound, now, &mut effects);
        }
        let mut is_stopped = false;
        for action in asked {
            match action {
                Some(Action::Stop | Action::StopNow) => is_stopped = true,
                Some(Action::Steps) => {
                    for line in steps::lines(printer.driver.session()) {
                        writeln!(printer.lines.out, "        {line}")?;
                    }
                }
                Some(Action::Help) => printer.lines.print_keys(Context::Session)?,
                Some(action) if printer.lines.set_volume(action)? => {}
                Some(action) => due.extend(printer.act(action, now, &mut effects)?),
                None => writeln!(printer.lines.out, "unknown key: type ? and press Enter to list the keys")?,
            }
        }
        if is_stopped {
            break;
        }
        printer.lines.perform(&mut effects, desk, now)?;
        printer.print(&due)?;
    }
    remote.publish(None);
    let Printer { driver, lines, .. } = printer;
    let now = clock.now();
    let (session, log) = driver.end(now, &mut effects);
    lines.perform(&mut effects, desk, now)?;
    lines.report()?;
    sum_up(&session, now, lines.out)?;
    if let Some(log) = log.filter(|_| session.has_done()) {
        give_feedback(log, lines)?;
    }
    if session.is_finished() && matches!(audio.status(), Status::Playing { .. }) {
        let asked = clock.now().monotonic.saturating_sub(now.monotonic);
        thread::park_timeout(LAST_CUE.saturating_sub(asked));
    }
    lines.edges.perform_audio(AudioEffect::Close);
    Ok(session.has_done())
}

enum Answer {
    Resume,
    StartOver,
    Quit,
}

/// Asks whether to resume an unfinished session; without a terminal, prints how to.
fn ask<W: Write, M: Write>(left: &ResumePoint, plan: &Plan, lines: &mut Lines<'_, W, M>) -> io::Result<Answer> {
    let next = left.next(plan).unwrap_or_default();
    if !lines.is_typed() {
        writeln!(lines.out, "you stopped before {next} last time; use --resume to continue")?;
        return Ok(Answer::StartOver);
    }
    let mut question = format!("You stopped before {next}. Enter resumes, n + Enter starts over, q + Enter quits");
    loop {
        match lines.ask(&question)?.as_deref() {
            Some("") => return Ok(Answer::Resume),
            Some("n" | "N") | None => return Ok(Answer::StartOver),
            Some("q" | "Q") => return Ok(Answer::Quit),
            Some(_) => "Press Enter, or type n or q and press Enter".clone_into(&mut question),
        }
    }
}

/// Asks how hard it was, whether it hurt, and for a note, as the summary does. Each answer is saved immediately.
fn give_feedback<W: Write, M: Write>(mut log: SessionLog, lines: &mut Lines<'_, W, M>) -> io::Result<()> {
    let mut save = |correction: Correction<'static>, lines: &Lines<'_, W, M>| {
        if let Some(record) = log.say(correction, lines.edges.clock.now()) {
            lines.edges.recorder.save(&record);
        }
    };
    match ask_rating("How hard was it, 0 to 10? Enter skips", lines)? {
        Rating::Given(effort) => save(Correction { effort: Some(effort), ..Correction::default() }, lines),
        Rating::Skipped => {}
        Rating::Closed => return Ok(()),
    }
    match ask_rating("Did anything hurt, 0 (not at all) to 10? Enter skips", lines)? {
        Rating::Given(pain) => {
            save(Correction { pain: Some(pain), ..Correction::default() }, lines);
            if pain >= PAIN {
                writeln!(lines.out, "{STOP}")?;
            }
        }
        Rating::Skipped => {}
        Rating::Closed => return Ok(()),
    }
    let note = lines.ask("A note? Enter skips")?.map(|typed| feedback::note_of(&typed)).unwrap_or_default();
    if !note.is_empty() {
        save(Correction { note: Some(note.into()), ..Correction::default() }, lines);
    }
    Ok(())
}

/// The answer to a question for a number.
enum Rating {
    /// From 0 to 10.
    Given(u8),
    /// The question was skipped.
    Skipped,
    /// The input has ended.
    Closed,
}

fn ask_rating<W: Write, M: Write>(question: &str, lines: &mut Lines<'_, W, M>) -> io::Result<Rating> {
    let mut question = question;
    loop {
        match lines.ask(question)?.as_deref() {
            None => return Ok(Rating::Closed),
            Some("") => return Ok(Rating::Skipped),
            Some("+") => return Ok(Rating::Given(10)),
            Some(typed) => match typed.parse() {
                Ok(rating @ 0..=10) => return Ok(Rating::Given(rating)),
                _ => question = "Type a number from 0 to 10, or press Enter to skip",
            },
        }
    }
}

fn sum_up(session: &Session, now: Now, out: &mut impl Write) -> io::Result<()> {
    let mut counted = None;
    for index in session.done().keys() {
        let step = &session.plan().steps[*index];
        if let Some(tally) = session.tally(*index).filter(|_| counted.replace(step.group) != Some(step.group)) {
            writeln!(out, "{}: {tally}", step.block.as_deref().unwrap_or("rounds"))?;
        }
    }
    let word = if session.is_finished() { "done" } else { "stopped" };
    let (active, total) = (session.active(), now.monotonic.saturating_sub(session.begun().monotonic));
    write!(out, "{word}: {} of {} in {}", session.done_sets(), count(session.works(), "set"), time(active))?;
    if total.saturating_sub(active) >= Duration::from_secs(1) {
        write!(out, " ({} with pauses)", time(total))?;
    }
    writeln!(out)?;
    if session.speed() > 1 {
        writeln!(out, "not recorded: a trial at {} times the speed", session.speed())?;
    }
    out.flush()
}

/// Prints the events of a session.
struct Printer<'l, 'o, W, M> {
    driver: Driver,
    lines: &'l mut Lines<'o, W, M>,
    /// The last printed step.
    step: Option<usize>,
    /// The last printed block and round.
    round: Option<(usize, u32)>,
    /// The exercises whose instructions have been printed.
    taught: Vec<Arc<Exercise>>,
    reported_gap: bool,
}

impl<W: Write, M: Write> Printer<'_, '_, W, M> {
    /// Whether a user can type.
    fn typed(&self) -> bool {
        self.lines.is_typed()
    }

    /// What is done with an open step where no person can end it: it ends after its estimate, but of a run it cannot be
    /// known that it was made at all, so it is skipped.
    fn command_without_person(&self) -> Option<Command> {
        let (player, now) = self.driver.session().player();
        let is_open = !self.typed() && player.length().is_none() && !player.is_paused();
        let (_, step) = self.driver.session().step().filter(|_| is_open)?;
        if step.is_work() && step.exercise.work == Work::Open {
            return Some(Command::Next);
        }
        (player.elapsed(now) >= step.estimate).then_some(Command::Done)
    }

    /// Runs an action, and prints a pause, its end, or the set that was corrected.
    fn act(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) -> io::Result<Vec<Due>> {
        let was_paused = self.driver.session().is_paused();
        let due = self.driver.act(action, &self.lines.sound, now, effects);
        match (was_paused, self.driver.session().is_paused()) {
            (false, true) => writeln!(self.lines.out, "paused; press Enter to continue")?,
            (true, false) => writeln!(self.lines.out, "continuing")?,
            _ => {}
        }
        if matches!(action, Action::RepMore | Action::RepLess) {
            self.corrected()?;
        }
        Ok(due)
    }

    fn print(&mut self, due: &[Due]) -> io::Result<()> {
        let plan = Arc::clone(self.driver.session().plan());
        for due in due {
            match due.event {
                Event::Began => {
                    self.cap_over(&plan, due.step)?;
                    self.heading(&plan.steps[due.step])?;
                    self.step(&plan, due)?;
                    self.teach(&plan.steps[due.step])?;
                    self.step = Some(due.step);
                }
                Event::Worked(done) => self.done(&plan.steps[due.step], done)?,
                Event::Late(late) => {
                    let late = units(Duration::from_secs(seconds_left(late)));
                    writeln!(self.lines.out, "{:>6}  round ran {late} over", "")?;
                }
                Event::Finished => self.cap_over(&plan, plan.steps.len())?,
                Event::Cue(_) | Event::Say(_) => {}
            }
        }
        let gap = self.driver.session().gap();
        if let Some(gap) = gap.filter(|_| !self.reported_gap) {
            let gap = units(Duration::from_secs(gap.as_secs()));
            writeln!(self.lines.out, "paused: the computer was asleep for {gap}; press Enter to continue")?;
        }
        self.reported_gap = gap.is_some();
        self.lines.out.flush()
    }

    /// If steps of a block with a cap were skipped on the way to this one, the cap has ended the block.
    fn cap_over(&mut self, plan: &Plan, step: usize) -> io::Result<()> {
        let Some(before) = self.step.filter(|before| before + 1 < step) else { return Ok(()) };
        let Step { rounds: Rounds::Amrap(cap), block, .. } = &plan.steps[before] else { return Ok(()) };
        if plan.after_block(before) > step {
            return Ok(());
        }
        let of = block.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        writeln!(self.lines.out, "{} cap{of} reached", units(*cap))
    }

    /// Prints a heading for a block that has a name, and for each of its rounds.
    fn heading(&mut self, step: &Step) -> io::Result<()> {
        let here = (step.group, step.round);
        if step.kind == Kind::RoundRest || self.round.replace(here) == Some(here) {
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
        writeln!(self.lines.out, "{}{fit}", parts.join(", "))
    }

    fn step(&mut self, plan: &Plan, due: &Due) -> io::Result<()> {
        let step = &plan.steps[due.step];
        let at = time(due.at.saturating_sub(self.driver.session().begun().monotonic) * self.driver.session().speed());
        write!(self.lines.out, "{at:>6}  {:<12}  {}", step.kind.words(), step.exercise.name)?;
        // The heading contains the round; only a rest between rounds precedes it.
        let has_round = step.kind != Kind::RoundRest && step.round_words().is_some();
        for detail in step.details().into_iter().skip(usize::from(has_round)) {
            write!(self.lines.out, ", {detail}")?;
        }
        match (step.is_work(), step.length) {
            (true, length) => {
                write!(self.lines.out, ": {}", step.exercise.work)?;
                if let (Some(_), Some(length)) = (step.reps(), length) {
                    write!(self.lines.out, " ({})", units(length))?;
                }
            }
            (false, Some(length)) => {
                let turns = || matches!(step.kind, Kind::Switch | Kind::Rest) && step.is_sided();
                if let Some(position) = step.position().filter(|_| step.kind == Kind::Prepare || turns()) {
                    write!(self.lines.out, ", {position}")?;
                }
                write!(self.lines.out, ": {}", units(length))?;
            }
            (false, None) if self.typed() => write!(self.lines.out, ": press Enter when ready")?,
            (false, None) => write!(self.lines.out, ": {}", units(step.estimate))?,
        }
        if step.is_work() && step.length.is_none() {
            if self.typed() {
                write!(self.lines.out, ", press Enter when done")?;
            } else if step.exercise.work == Work::Open {
                write!(self.lines.out, ", skipped without a terminal to press Enter in")?;
            } else {
                write!(self.lines.out, ", ends after {}", units(step.estimate))?;
            }
        }
        match plan.next_words(due.step) {
            Some(next) => writeln!(self.lines.out, "; next: {next}"),
            None => writeln!(self.lines.out, "; the last"),
        }
    }

    /// Prints the corrected set.
    fn corrected(&mut self) -> io::Result<()> {
        let session = self.driver.session();
        let last = session.last_worked().and_then(|index| Some((index, *session.done().get(&index)?)));
        let Some((index, done)) = last else { return Ok(()) };
        let plan = Arc::clone(session.plan());
        self.done(&plan.steps[index], done)
    }

    /// Prints the instructions of an exercise below its first step.
    fn teach(&mut self, step: &Step) -> io::Result<()> {
        if step.kind == Kind::RoundRest || self.taught.iter().any(|taught| Arc::ptr_eq(taught, &step.exercise)) {
            return Ok(());
        }
        self.taught.push(Arc::clone(&step.exercise));
        for line in step.instructions().iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()) {
            writeln!(self.lines.out, "        {line}")?;
        }
        for tip in step.tips() {
            writeln!(self.lines.out, "        - {tip}")?;
        }
        Ok(())
    }

    fn done(&mut self, step: &Step, done: Done) -> io::Result<()> {
        let outcome = done.outcome.name();
        writeln!(self.lines.out, "{:>6}  {outcome:<12}  {}: {}", "", step.exercise.name, done.amount)
    }
}
