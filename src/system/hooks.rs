//! The user's hooks: programs that are started when something happens, one after another, by a thread of their own.

use std::{
    collections::{BTreeSet, VecDeque},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use anyhow::Context;

use crate::{
    base::text,
    config::hook::{Hooks, Moment},
    system::{clock::Clock, home, process},
};

/// The time limit of a hook, after which it is stopped with its process group.
const LIMIT: Duration = Duration::from_secs(10);
/// The maximum number of waiting hooks; beyond it, the earliest is skipped.
const WAITING: usize = 16;
/// The maximum wait for all hooks at the end.
const PATIENCE: Duration = Duration::from_millis(250);
/// The maximum time to start waiting hooks at the end.
const STARTING: Duration = Duration::from_secs(2);

/// The handle of the thread that runs hooks.
#[derive(Debug)]
pub struct Runner {
    /// `None` without hooks.
    orders: Option<Sender<Order>>,
    failures: Receiver<String>,
}

enum Order {
    Run(Moment, String),
    OnFailure(Box<dyn Fn() + Send>),
    Finish(Sender<()>),
}

impl Runner {
    /// Starts the thread, if there are hooks.
    pub fn start(hooks: &Hooks, clock: Clock) -> anyhow::Result<Runner> {
        Runner::limited(hooks, clock, LIMIT)
    }

    /// With another limit than 10 s.
    #[doc(hidden)]
    pub fn limited(hooks: &Hooks, clock: Clock, limit: Duration) -> anyhow::Result<Runner> {
        let (failure, failures) = mpsc::channel();
        if hooks.is_empty() {
            return Ok(Runner { orders: None, failures });
        }
        let (orders, inbox) = mpsc::channel();
        let starter = RunnerThread {
            hooks: hooks.clone(),
            clock,
            limit,
            waiting: VecDeque::new(),
            running: None,
            reported: BTreeSet::new(),
            failure,
            on_failure: None,
        };
        thread::Builder::new()
            .name("hooks".to_owned())
            .spawn(move || starter.work(&inbox))
            .context("cannot start the thread for the hooks")?;
        Ok(Runner { orders: Some(orders), failures })
    }

    /// Starts the hook for a moment, if there is one, with these facts on its standard input. Returns immediately.
    pub fn run(&self, moment: Moment, facts: String) {
        self.order(Order::Run(moment, facts));
    }

    /// Sets a callback for failures of hooks.
    pub fn set_on_failure(&self, on_failure: Box<dyn Fn() + Send>) {
        self.order(Order::OnFailure(on_failure));
    }

    /// The next failure, as a sentence. Each hook's failure is reported once in a run of the program.
    pub fn failure(&self) -> Option<String> {
        self.failures.try_recv().ok()
    }

    /// Starts all waiting hooks, and gives them 250 ms to end. Slower ones are left running.
    pub fn finish(&self) {
        let (answer, answered) = mpsc::channel();
        self.order(Order::Finish(answer));
        let _ = answered.recv_timeout(STARTING);
    }

    fn order(&self, order: Order) {
        // If the thread has ended, no hook is started, and nothing else is affected.
        let _ = self.orders.as_ref().map(|orders| orders.send(order));
    }
}

struct RunnerThread {
    hooks: Hooks,
    clock: Clock,
    limit: Duration,
    waiting: VecDeque<(Moment, String)>,
    running: Option<Running>,
    /// The hooks whose failure was reported.
    reported: BTreeSet<Moment>,
    failure: Sender<String>,
    on_failure: Option<Box<dyn Fn() + Send>>,
}

struct Running {
    moment: Moment,
    child: Child,
    since: Duration,
    stopped: bool,
}

impl RunnerThread {
    fn work(mut self, inbox: &Receiver<Order>) {
        loop {
            let order = match self.look_again() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(pause) => inbox.recv_timeout(pause),
            };
            match order {
                Ok(Order::Run(moment, facts)) => self.take(moment, facts),
                Ok(Order::OnFailure(on_failure)) => self.on_failure = Some(on_failure),
                Ok(Order::Finish(answer)) => {
                    self.finish();
                    let _ = answer.send(());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.finish();
                    return;
                }
            }
            self.advance();
        }
    }

    /// The time until the next check of the running hook: short after its start, longer later.
    fn look_again(&self) -> Option<Duration> {
        let age = self.clock.running().saturating_sub(self.running.as_ref()?.since);
        Some((age / 4).clamp(Duration::from_millis(5), Duration::from_millis(500)))
    }

    fn take(&mut self, moment: Moment, facts: String) {
        if !self.hooks.contains_key(&moment) {
            return;
        }
        self.waiting.push_back((moment, facts));
        if self.waiting.len() > WAITING
            && let Some((moment, _)) = self.waiting.pop_front()
        {
            self.report(moment, "was skipped once: earlier hooks are still running");
        }
    }

    fn start(&mut self, moment: Moment, facts: &str) {
        let Some([program, arguments @ ..]) = self.hooks.get(&moment).map(Vec::as_slice) else { return };
        let at_home = |word: &String| home::at_home(word).unwrap_or_else(|| PathBuf::from(word));
        let mut command = Command::new(at_home(program));
        command.args(arguments.iter().map(at_home)).stdout(Stdio::null()).stderr(Stdio::null());
        match process::spawn(&mut command, facts) {
            Ok(child) => {
                self.running = Some(Running { moment, child, since: self.clock.running(), stopped: false });
            }
            Err(error) => {
                let why = format!("cannot start `{program}`: {}", text::reason(&error));
                self.report(moment, &why);
            }
        }
    }

    /// Checks whether the running hook has ended, stops it after its limit, and starts the next.
    fn advance(&mut self) {
        let now = self.clock.running();
        if let Some(running) = &mut self.running {
            match running.child.try_wait() {
                Ok(None) if now.saturating_sub(running.since) <= self.limit || running.stopped => return,
                Ok(None) => {
                    process::stop(&mut running.child);
                    running.stopped = true;
                    let (moment, limit) = (running.moment, self.limit.as_secs());
                    return self.report(moment, &format!("timed out after {limit} s"));
                }
                Ok(Some(status)) if !status.success() && !running.stopped => {
                    let moment = running.moment;
                    self.report(moment, &format!("failed: {status}"));
                }
                Ok(Some(_)) | Err(_) => {}
            }
            self.running = None;
        }
        while self.running.is_none()
            && let Some((moment, facts)) = self.waiting.pop_front()
        {
            self.start(moment, &facts);
        }
    }

    fn finish(&mut self) {
        let until = self.clock.running() + PATIENCE;
        self.advance();
        while self.running.is_some() && self.clock.running() < until {
            thread::park_timeout(Duration::from_millis(5));
            self.advance();
        }
        // A running hook is left running, and the waiting ones are started.
        while let Some((moment, facts)) = self.waiting.pop_front() {
            self.start(moment, &facts);
        }
    }

    /// Reports a failure of a hook, once in this run of the program.
    fn report(&mut self, moment: Moment, why: &str) {
        if self.reported.insert(moment) {
            let _ = self.failure.send(text::printable(&format!("hook `{}` {why}", moment.name())).into_owned());
            if let Some(on_failure) = &self.on_failure {
                on_failure();
            }
        }
    }
}
