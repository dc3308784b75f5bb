//! The person's own programs, started when something happens: without a shell, in a process group of their own, by a
//! thread that nobody waits for, one after another. What they are told is left to `record`.

use std::{
    collections::{BTreeSet, VecDeque},
    io::{self, Write},
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
    system::{clock::Clock, home},
};

/// A program that takes longer is stopped, with all that it started in its group.
const LIMIT: Duration = Duration::from_secs(10);
/// So many may wait; of more the earliest is left out.
const WAITING: usize = 16;
/// At the end they may take so long, all together.
const PATIENCE: Duration = Duration::from_millis(250);
/// At the end, starting those that wait may take so long.
const STARTING: Duration = Duration::from_secs(2);

/// The handle of the thread that starts programs.
#[derive(Debug)]
pub struct Runner {
    /// None where the person has no hooks.
    orders: Option<Sender<Order>>,
    told: Receiver<String>,
}

enum Order {
    Run(Moment, String),
    Tell(Box<dyn Fn() + Send>),
    Finish(Sender<()>),
}

impl Runner {
    /// Starts the thread, if there is anything for it to do.
    pub fn start(hooks: &Hooks, clock: Clock) -> anyhow::Result<Runner> {
        Runner::limited(hooks, clock, LIMIT)
    }

    /// With another limit than that of each day.
    #[doc(hidden)]
    pub fn limited(hooks: &Hooks, clock: Clock, limit: Duration) -> anyhow::Result<Runner> {
        let (tell, told) = mpsc::channel();
        if hooks.is_empty() {
            return Ok(Runner { orders: None, told });
        }
        let (orders, inbox) = mpsc::channel();
        let starter = Starter {
            hooks: hooks.clone(),
            clock,
            limit,
            waiting: VecDeque::new(),
            running: None,
            complained: BTreeSet::new(),
            told: tell,
            ring: None,
        };
        thread::Builder::new()
            .name("hooks".to_owned())
            .spawn(move || starter.work(&inbox))
            .context("no thread could be started for the hooks")?;
        Ok(Runner { orders: Some(orders), told })
    }

    /// Starts the program of a moment, if there is one, with these facts on its standard input. This returns at once.
    pub fn run(&self, moment: Moment, facts: String) {
        self.order(Order::Run(moment, facts));
    }

    /// Calls this whenever something went wrong.
    pub fn set_on_failure(&self, wrong: Box<dyn Fn() + Send>) {
        self.order(Order::Tell(wrong));
    }

    /// What went wrong since this was asked last, a sentence for each hook and run of the program.
    pub fn failure(&self) -> Option<String> {
        self.told.try_recv().ok()
    }

    /// Starts all that wait, and gives them a moment to end. Those that need longer go on by themselves.
    pub fn finish(&self) {
        let (answer, answered) = mpsc::channel();
        self.order(Order::Finish(answer));
        let _ = answered.recv_timeout(STARTING);
    }

    fn order(&self, order: Order) {
        // A thread that is gone starts nothing; nobody is disturbed by that.
        let _ = self.orders.as_ref().map(|orders| orders.send(order));
    }
}

/// What the thread has before it.
struct Starter {
    hooks: Hooks,
    clock: Clock,
    limit: Duration,
    waiting: VecDeque<(Moment, String)>,
    running: Option<Running>,
    /// The hooks of which it was told that they fail.
    complained: BTreeSet<Moment>,
    told: Sender<String>,
    ring: Option<Box<dyn Fn() + Send>>,
}

struct Running {
    moment: Moment,
    child: Child,
    since: Duration,
    stopped: bool,
}

impl Starter {
    fn work(mut self, inbox: &Receiver<Order>) {
        loop {
            let order = match self.look_again() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(pause) => inbox.recv_timeout(pause),
            };
            match order {
                Ok(Order::Run(moment, facts)) => self.take(moment, facts),
                Ok(Order::Tell(ring)) => self.ring = Some(ring),
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
            self.resume();
        }
    }

    /// After how long to look whether it has ended: soon where it has just begun, at leisure later.
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
            self.complain(moment, "was left out once: programs before it take too long");
        }
    }

    fn start(&mut self, moment: Moment, facts: &str) {
        let Some([program, arguments @ ..]) = self.hooks.get(&moment).map(Vec::as_slice) else { return };
        let at_home = |word: &String| home::at_home(word).unwrap_or_else(|| PathBuf::from(word));
        let mut command = Command::new(at_home(program));
        command.args(arguments.iter().map(at_home)).stdout(Stdio::null()).stderr(Stdio::null());
        match spawn(&mut command, facts) {
            Ok(child) => {
                self.running = Some(Running { moment, child, since: self.clock.running(), stopped: false });
            }
            Err(error) => {
                let why = format!("cannot start `{program}`: {}", text::reason(&error));
                self.complain(moment, &why);
            }
        }
    }

    /// Looks whether the one that runs has ended, stops it if it takes too long, and starts the next.
    fn resume(&mut self) {
        let now = self.clock.running();
        if let Some(running) = &mut self.running {
            match running.child.try_wait() {
                Ok(None) if now.saturating_sub(running.since) <= self.limit || running.stopped => return,
                Ok(None) => {
                    stop(&mut running.child);
                    running.stopped = true;
                    let (moment, limit) = (running.moment, self.limit.as_secs());
                    return self.complain(moment, &format!("took longer than {limit} s and was stopped"));
                }
                Ok(Some(status)) if !status.success() && !running.stopped => {
                    let moment = running.moment;
                    self.complain(moment, &format!("failed: {status}"));
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
        self.resume();
        while self.running.is_some() && self.clock.running() < until {
            thread::park_timeout(Duration::from_millis(5));
            self.resume();
        }
        // Whoever still runs goes on by itself, and so do those that had to wait for it.
        while let Some((moment, facts)) = self.waiting.pop_front() {
            self.start(moment, &facts);
        }
    }

    /// Tells what went wrong with a hook, once in this run of the program.
    fn complain(&mut self, moment: Moment, why: &str) {
        if self.complained.insert(moment) {
            let _ = self.told.send(text::printable(&format!("the hook {} {why}", moment.name())).into_owned());
            if let Some(ring) = &self.ring {
                ring();
            }
        }
    }
}

/// Starts a program with facts on its standard input. They lie in the pipe before it runs: whether it reads them or
/// not, and whoever of both ends first, nobody waits.
fn spawn(command: &mut Command, facts: &str) -> io::Result<Child> {
    let (reader, mut writer) = io::pipe()?;
    // A line is far shorter than what a pipe holds; where it is not, that is an error and no wait.
    #[cfg(unix)]
    rustix::io::ioctl_fionbio(&writer, true)?;
    writer.write_all(facts.as_bytes())?;
    // Ctrl-C in the terminal, and its end, are meant for unsit alone.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(command, NO_WINDOW);
    command.stdin(reader).spawn()
}

#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// Stops a program and what it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    let _ = child.kill();
}
