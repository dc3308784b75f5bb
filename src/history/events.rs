//! Turns the events of a session into facts, each with its own id. The edges save them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    base::quantity::Now,
    history::{
        fact::{self, Correction, End, Fact, Head, Record, Start},
        store::{History, RecordedSet, SessionSummary},
    },
    routine::Rounds,
    session::{
        live::Session,
        plan::Plan,
        player::{Amount, Done, Due, Event, Outcome},
    },
};

/// The time within which an interrupted session can be resumed.
const RESUME_WINDOW: Duration = Duration::from_secs(2 * 60 * 60);

/// Unique ids: a random start for each run of the program, one for each session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ids(u64);

impl Ids {
    /// Ids that start at a random number.
    pub fn new(random: u64) -> Ids {
        Ids(random)
    }

    fn next(&mut self) -> String {
        // An odd step visits every number before it repeats one.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        format!("{:016x}", self.0)
    }
}

/// The facts of one session.
#[derive(Clone, Debug)]
pub struct SessionLog {
    session: String,
    /// The run: a resumed session has another.
    run: String,
    number: u32,
    routine: String,
    date: Date,
    begun: Timestamp,
    zone: TimeZone,
    /// The id of the fact of each step of work, by the number of the step in the routine's plan.
    sets: BTreeMap<usize, String>,
    end: Option<String>,
}

/// An interrupted session: everything needed to resume it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumePoint {
    /// The work done.
    pub past: SessionSummary,
    /// The result of each step of work, as the session keeps it.
    pub done: BTreeMap<usize, Done>,
    /// The next step of work.
    pub step: usize,
    /// How much of the block's cap has passed, if it has one.
    pub spent: Duration,
}

impl ResumePoint {
    /// Finds the session that can be resumed: the last one with a set, if it stopped less than two hours ago and the plan
    /// of its routine has not changed. `plan` returns the plan of an id. The error says, for people, why there is none.
    pub fn find<'p>(
        history: &History,
        now: Timestamp,
        plan: impl Fn(&str) -> Option<&'p Plan>,
    ) -> Result<ResumePoint, &'static str> {
        let last = history.sessions().last().ok_or("no sessions yet")?;
        // One that was stopped before its first set hides none that can be resumed.
        let past = history.sessions().iter().rfind(|past| past.done_sets() > 0).unwrap_or(last);
        let plan = plan(&past.routine).ok_or("another routine was played last")?;
        if past.is_finished() {
            return Err("it is already finished");
        }
        if past.done_sets() == 0 {
            return Err("no set was completed");
        }
        let since = Duration::try_from(now.duration_since(past.last)).map_err(|_| "the clock has been set back")?;
        if since > RESUME_WINDOW {
            return Err("it was stopped more than two hours ago");
        }
        if plan.fingerprint() != *past.plan {
            return Err("the routine has changed");
        }
        ResumePoint::of(past, plan).ok_or("no steps left")
    }

    fn of(past: &SessionSummary, plan: &Plan) -> Option<ResumePoint> {
        let mut done = BTreeMap::new();
        for set in &past.sets {
            let step = usize::try_from(set.step).ok()?;
            let reps = plan.steps.get(step).filter(|step| step.is_work())?.reps().is_some();
            let amount = if reps { Amount::Reps(set.reps) } else { Amount::Time(set.time) };
            done.insert(step, Done { outcome: set.outcome, amount, time: set.time });
        }
        let (last, _) = done.last_key_value()?;
        let work = |from: usize| (from..plan.steps.len()).find(|step| plan.steps[*step].is_work());
        // What was put off comes first.
        let is_put_off = |step: &usize| {
            let here = &plan.steps[*step];
            here.is_work() && !here.is_capped() && !done.contains_key(step)
        };
        let mut step = match (0..*last).find(is_put_off) {
            Some(put_off) => put_off,
            None => work(last + 1)?,
        };
        let mut spent = spent(past, plan, step);
        if let Rounds::Amrap(cap) = plan.steps[step].rounds
            && spent >= cap
        {
            (step, spent) = (work(plan.after_block(step))?, Duration::ZERO);
        }
        Some(ResumePoint { past: past.clone(), done, step, spent })
    }

    /// The next set of the routine with this plan: `set 2 of Glute bridge`.
    pub fn next(&self, plan: &Plan) -> Option<String> {
        let step = plan.steps.get(self.step)?;
        let set = if step.exercise.sets > 1 { format!("set {} of ", step.set) } else { String::new() };
        Some(format!("{set}{}", step.exercise.name))
    }
}

/// Resumes the session with this plan. Returns the session, the events that were due immediately, its log and its first
/// fact.
pub fn resume(
    ids: &mut Ids,
    left: ResumePoint,
    plan: &Plan,
    now: Now,
    zone: &TimeZone,
) -> (Session, Vec<Due>, SessionLog, Record<'static>) {
    // The planned length: resuming adds a get ready, which does not make it another routine.
    let (log, began) = SessionLog::reopen(ids, &left, plan, now, zone);
    let (mut plan, step) = plan.resume(left.step, left.spent);
    plan.make_room(step);
    leave_out_done(&mut plan, step, &left.done);
    let (session, due) = Session::resume(Arc::new(plan), step, left.done, left.past.active(), 1, now);
    (session, due, log, began)
}

/// Leaves out what was done after a step: the step itself was put off.
fn leave_out_done(plan: &mut Plan, step: usize, done: &BTreeMap<usize, Done>) {
    for index in done.keys().copied().filter(|index| *index > step) {
        let row = plan.row(index);
        let steps = if plan.steps[index].is_capped() {
            row
        } else {
            let before = (step + 1..index).rfind(|before| plan.steps[*before].is_work());
            row.start.max(before.map_or(step + 1, |before| before + 1))..index + 1
        };
        plan.leave_out(steps);
    }
}

/// How long the block of a step has run, if it has started.
fn spent(past: &SessionSummary, plan: &Plan, step: usize) -> Duration {
    let group = |step: usize| plan.steps.get(step).map(|step| step.group);
    let of = |set: &&RecordedSet| usize::try_from(set.step).ok().and_then(group) == group(step);
    if !past.sets.iter().any(|set| of(&set)) {
        return Duration::ZERO;
    }
    let before = past.sets.iter().filter(|set| !of(set) && (set.step as usize) < step).map(|set| set.active).max();
    past.active().saturating_sub(before.unwrap_or_default())
}

impl SessionLog {
    /// Opens the log of a new session, with its first fact.
    pub fn open(ids: &mut Ids, plan: &Plan, now: Now, zone: &TimeZone) -> (SessionLog, Record<'static>) {
        let id = ids.next();
        let (begun, _, date) = fact::moment(now.wall, zone);
        let mut log = SessionLog {
            session: id.clone(),
            run: id,
            number: 0,
            routine: plan.id.clone(),
            date,
            begun,
            zone: zone.clone(),
            sets: BTreeMap::new(),
            end: None,
        };
        let record = log.begin(plan, now);
        (log, record)
    }

    /// Opens the log of a resumed session, which starts once more with the same id.
    fn reopen(
        ids: &mut Ids,
        left: &ResumePoint,
        plan: &Plan,
        now: Now,
        zone: &TimeZone,
    ) -> (SessionLog, Record<'static>) {
        let past = &left.past;
        let sets = past.sets.iter().filter_map(|set| Some((usize::try_from(set.step).ok()?, set.id(&past.id))));
        let mut log = SessionLog {
            session: past.id.to_string(),
            run: ids.next(),
            number: past.number + 1,
            routine: past.routine.to_string(),
            date: past.date,
            begun: past.at,
            zone: zone.clone(),
            sets: sets.collect(),
            end: None,
        };
        let record = log.begin(plan, now);
        (log, record)
    }

    fn begin(&mut self, plan: &Plan, now: Now) -> Record<'static> {
        let sets = u32::try_from(plan.fixed_sets()).unwrap_or(u32::MAX);
        let start = Start { name: plan.routine.clone().into(), plan: plan.fingerprint().into(), sets };
        self.record(now.wall, Fact::Start(start))
    }

    /// The facts for the events of a session. A set that was repeated is a correction.
    pub fn push(&mut self, session: &Session, due: &[Due], now: Now) -> Vec<Record<'static>> {
        let mut records = Vec::new();
        for due in due {
            let Event::Worked(done) = due.event else { continue };
            let ago = now.monotonic.saturating_sub(due.at);
            let at = now.wall.checked_sub(ago).unwrap_or(now.wall);
            let number = session.plan().steps[due.step].number;
            if self.sets.contains_key(&number) {
                if done.outcome != Outcome::Skipped {
                    records.extend(self.correct(number, &done, now));
                }
                continue;
            }
            let active = session.active_at(due.at);
            let set = fact::set(session.plan(), due.step, &done, active);
            let record = self.record(at, Fact::Set(set));
            self.sets.insert(number, record.head.id.to_string());
            records.push(record);
        }
        records
    }

    /// The fact that corrects a set, of a step by its number in the routine's plan.
    pub fn correct(&mut self, step: usize, done: &Done, now: Now) -> Option<Record<'static>> {
        let of = self.sets.get(&step)?.clone().into();
        let (reps, time) = fact::amount(done);
        let correction =
            Correction { of, reps, time: Some(time), outcome: Some(done.outcome), ..Correction::default() };
        Some(self.record(now.wall, Fact::Correction(correction)))
    }

    /// The fact that the session ended.
    pub fn close(&mut self, session: &Session, now: Now) -> Record<'static> {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        let active = fact::whole(session.active());
        let since = Duration::try_from(now.wall.duration_since(self.begun)).unwrap_or_default();
        let end = End {
            finished: session.is_finished(),
            sets: count(session.done_sets()),
            of_sets: count(session.works()),
            active,
            total: fact::whole(since).max(active),
        };
        let record = self.record(now.wall, Fact::End(end));
        self.end = Some(record.head.id.to_string());
        record
    }

    /// The fact of an answer given after the end of the session.
    pub fn say(&mut self, said: Correction<'static>, now: Now) -> Option<Record<'static>> {
        let of = self.end.clone()?.into();
        Some(self.record(now.wall, Fact::Correction(Correction { of, ..said })))
    }

    fn record(&mut self, at: Timestamp, fact: Fact<'static>) -> Record<'static> {
        let number = self.number;
        self.number += 1;
        let id = format!("{}.{number}", self.run);
        let (session, routine) = (self.session.clone(), self.routine.clone());
        let head = head(id, session, number, routine, Some(self.date), at, &self.zone);
        Record { head, fact }
    }
}

/// The fact that corrects a set of a past session.
pub fn correct(
    ids: &mut Ids,
    past: &SessionSummary,
    of: &str,
    reps: Option<u32>,
    outcome: Outcome,
    now: Now,
    zone: &TimeZone,
) -> Record<'static> {
    let number = past.number + 1;
    let id = format!("{}.{number}", ids.next());
    let (session, routine) = (past.id.to_string(), past.routine.to_string());
    let head = head(id, session, number, routine, Some(past.date), now.wall, zone);
    let of = of.to_owned().into();
    let fact = Fact::Correction(Correction { of, reps, outcome: Some(outcome), ..Correction::default() });
    Record { head, fact }
}

/// The fact that the user got up from the desk, in no session.
pub fn got_up(ids: &mut Ids, now: Now, zone: &TimeZone) -> Record<'static> {
    let session = ids.next();
    let head = head(format!("{session}.0"), session, 0, String::new(), None, now.wall, zone);
    Record { head, fact: Fact::Break }
}

/// The common part of a fact that counts for a date, by default the current one.
fn head(
    id: String,
    session: String,
    number: u32,
    routine: String,
    date: Option<Date>,
    at: Timestamp,
    zone: &TimeZone,
) -> Head<'static> {
    let (at, offset, today) = fact::moment(at, zone);
    Head {
        id: id.into(),
        session: session.into(),
        number,
        at,
        offset,
        zone: zone.iana_name().unwrap_or_default().to_owned().into(),
        date: date.unwrap_or(today),
        routine: routine.into(),
    }
}
