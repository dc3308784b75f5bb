//! What a session tells the history as it goes: facts out of what happened, each with its own id. Saving them is
//! left to the edges.

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

/// A session that was left can be gone on with for so long.
const RESUME_WINDOW: Duration = Duration::from_secs(2 * 60 * 60);

/// Ids that nobody else has: random where the program began, one for each session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ids(u64);

impl Ids {
    /// Ids from a random number.
    pub fn new(random: u64) -> Ids {
        Ids(random)
    }

    fn next(&mut self) -> String {
        // An odd step comes by every number before it comes by one again.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        format!("{:016x}", self.0)
    }
}

/// The facts of one session.
#[derive(Clone, Debug)]
pub struct SessionLog {
    session: String,
    /// This time that the session is played; another where it is gone on with.
    run: String,
    number: u32,
    routine: String,
    date: Date,
    begun: Timestamp,
    zone: TimeZone,
    /// The fact of each step of work.
    sets: BTreeMap<usize, String>,
    end: Option<String>,
}

/// A session that was left before its end: what is needed to go on with it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumePoint {
    /// What was done.
    pub past: SessionSummary,
    /// What was done of each step of work, as the session keeps it.
    pub done: BTreeMap<usize, Done>,
    /// The next step of work.
    pub step: usize,
    /// How much of the time of its block is over, where that has a cap.
    pub spent: Duration,
}

impl ResumePoint {
    /// The session that can be gone on with: the last one, left less than two hours ago, if the plan of its routine
    /// is still the same. `plan` finds the plan of a stem. Why there is none, for people.
    pub fn find<'p>(
        history: &History,
        now: Timestamp,
        plan: impl Fn(&str) -> Option<&'p Plan>,
    ) -> Result<ResumePoint, &'static str> {
        let past = history.sessions().last().ok_or("no sessions yet")?;
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
        let mut step = work(last + 1)?;
        let mut spent = spent(past, plan, step);
        if let Rounds::Amrap(cap) = plan.steps[step].rounds
            && spent >= cap
        {
            (step, spent) = (work(plan.after_block(step))?, Duration::ZERO);
        }
        Some(ResumePoint { past: past.clone(), done, step, spent })
    }

    /// What is next of the routine with this plan: `set 2 of Glute bridge`.
    pub fn next(&self, plan: &Plan) -> Option<String> {
        let step = plan.steps.get(self.step)?;
        let set = if step.exercise.sets > 1 { format!("set {} of ", step.set) } else { String::new() };
        Some(format!("{set}{}", step.exercise.name))
    }
}

/// Goes on with a session that was left, of a routine with this plan: the session, what was due at once, its diary and
/// its first fact.
pub fn resume(
    ids: &mut Ids,
    left: ResumePoint,
    plan: &Plan,
    now: Now,
    zone: &TimeZone,
) -> (Session, Vec<Due>, SessionLog, Record<'static>) {
    // As it was planned: to go on adds a moment to get ready, which makes no other routine of it.
    let (log, began) = SessionLog::reopen(ids, &left, plan, now, zone);
    let (mut plan, step) = plan.resume(left.step, left.spent);
    plan.make_room(step);
    let (session, due) = Session::resume(Arc::new(plan), step, left.done, left.past.active(), 1, now);
    (session, due, log, began)
}

/// How long the block of a step has run, if it has begun.
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
    /// Opens the diary of a session that begins, with its first fact.
    pub fn open(ids: &mut Ids, plan: &Plan, now: Now, zone: &TimeZone) -> (SessionLog, Record<'static>) {
        let id = ids.next();
        let (begun, _, date) = fact::moment(now.wall, zone);
        let mut log = SessionLog {
            session: id.clone(),
            run: id,
            number: 0,
            routine: plan.stem.clone(),
            date,
            begun,
            zone: zone.clone(),
            sets: BTreeMap::new(),
            end: None,
        };
        let record = log.begin(plan, now);
        (log, record)
    }

    /// Opens the diary of a session that is gone on with: it begins once more, as the same.
    fn reopen(
        ids: &mut Ids,
        left: &ResumePoint,
        plan: &Plan,
        now: Now,
        zone: &TimeZone,
    ) -> (SessionLog, Record<'static>) {
        let past = &left.past;
        let sets = past.sets.iter().filter_map(|set| Some((usize::try_from(set.step).ok()?, set.id.to_string())));
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

    /// The facts of what was due in the session. A set that was done over is a correction.
    pub fn push(&mut self, session: &Session, due: &[Due], now: Now) -> Vec<Record<'static>> {
        let mut records = Vec::new();
        for due in due {
            let Event::Worked(done) = due.event else { continue };
            let ago = now.monotonic.saturating_sub(due.at);
            let at = now.wall.checked_sub(ago).unwrap_or(now.wall);
            if self.sets.contains_key(&due.step) {
                if done.outcome != Outcome::Skipped {
                    records.extend(self.correct(due.step, &done, now));
                }
                continue;
            }
            let active = session.active_at(due.at);
            let set = fact::set(session.plan(), due.step, &done, active);
            let record = self.record(at, Fact::Set(set));
            self.sets.insert(due.step, record.head.id.to_string());
            records.push(record);
        }
        records
    }

    /// The fact that a set was otherwise.
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

    /// The fact of what the person says of the session after its end.
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

/// The fact that a set of the past was otherwise, told by its person later.
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

/// The fact that the person got up from the desk, in no session.
pub fn got_up(ids: &mut Ids, now: Now, zone: &TimeZone) -> Record<'static> {
    let session = ids.next();
    let head = head(format!("{session}.0"), session, 0, String::new(), None, now.wall, zone);
    Record { head, fact: Fact::Break }
}

/// What all facts have, of one that counts for a date: that on which it is told, if nothing else is said.
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
