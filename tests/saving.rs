//! Recorded sets are never lost: each known failure of saving is reproduced. Each test also runs on [`Broken`], a
//! simple writer with one fault, and must notice it: a test that cannot fail proves nothing.
//!
//! Some tests run this program again as a child that saves until it is killed: see [`child`].

#![allow(clippy::print_stderr, reason = "the tests say what they counted, and what they skipped")]
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests do to files what others do")]

use std::{
    collections::HashSet,
    env, fs,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::date, tz::Offset};
use unsit::{
    history::fact::{End, Fact, Head, Record, Start},
    storage::{self, Journal, Saving, Writer},
    system::clock::Clock,
};

const MACHINE: &str = "test-00000001";
const MACHINE_FILE: &str = "test-00000001.jsonl";
const SOON: Duration = Duration::from_secs(60);

/// A fact with an id of its own and some length.
fn fact(run: &str, number: u32, length: usize) -> Record<'static> {
    let head = Head {
        id: format!("{run}.{number}").into(),
        session: format!("{run}.{number}").into(),
        number,
        at: Timestamp::from_second(1_772_000_000 + i64::from(number)).unwrap(),
        offset: Offset::UTC,
        zone: "UTC".into(),
        date: date(2026, 3, 4),
        routine: "daily".into(),
    };
    let fact = if length == 0 {
        let active = Duration::from_secs(600);
        Fact::End(End { finished: true, sets: 4, of_sets: 4, active, total: active })
    } else {
        Fact::Start(Start { name: "x".repeat(length).into(), plan: "".into(), sets: 4 })
    };
    Record { head, fact }
}

/// A fault of a writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It does not sync.
    NoSync,
    /// It appends to a torn line.
    NoHeal,
    /// It leaves a line torn if there is no room for it.
    NoUndo,
    /// It opens the file once and holds it.
    HeldOpen,
    /// It writes a line in two pieces, without a lock.
    TwoWrites,
    /// It buffers lines and reports them as saved.
    Late,
    /// It treats failures as success.
    GivesUp,
    /// Its caller waits until a line is saved.
    Waits,
    /// It waits for a lock forever.
    LocksForEver,
    /// It does not check whether a file that replaced the old one lacks what it saved.
    Forgets,
    /// Its files and folders are readable by everyone.
    Open,
}

impl Fault {
    const ALL: [Fault; 11] = [
        Fault::NoSync,
        Fault::NoHeal,
        Fault::NoUndo,
        Fault::HeldOpen,
        Fault::TwoWrites,
        Fault::Late,
        Fault::GivesUp,
        Fault::Waits,
        Fault::LocksForEver,
        Fault::Forgets,
        Fault::Open,
    ];
}

/// A writer with one fault. It saves on the calling thread and never reads what it wrote.
struct Broken {
    fault: Fault,
    path: PathBuf,
    held: Option<fs::File>,
    gathered: Vec<String>,
    saving: Saving,
    left: Vec<String>,
}

impl Broken {
    fn new(folder: &Path, fault: Fault) -> Broken {
        let path = file(folder);
        Broken { fault, path, held: None, gathered: Vec::new(), saving: Saving::default(), left: Vec::new() }
    }

    fn save(&mut self, line: String) {
        if self.fault == Fault::Late && self.gathered.len() < 7 {
            self.gathered.push(line);
            self.saving.saved += 1;
            return;
        }
        self.left.push(line);
        self.retry();
    }

    fn retry(&mut self) {
        self.left.splice(0..0, self.gathered.drain(..));
        while let Some(line) = self.left.first().cloned() {
            let done = self.append(&line);
            if done.is_err() && self.fault != Fault::GivesUp {
                self.saving.why = done.err().map(|error| error.to_string());
                break;
            }
            self.left.remove(0);
            self.saving.saved += 1;
            self.saving.why = None;
        }
        self.saving.waiting = self.left.len();
    }

    fn append(&mut self, line: &str) -> io::Result<()> {
        let mut file = match &self.held {
            Some(held) => held.try_clone()?,
            None => self.open()?,
        };
        if self.fault == Fault::HeldOpen {
            self.held = Some(file.try_clone()?);
        }
        match self.fault {
            Fault::TwoWrites => {}
            Fault::LocksForEver => file.lock()?,
            _ => drop(file.try_lock()),
        }
        let before = file.metadata()?.len();
        let mut bytes = line.as_bytes().to_vec();
        if before > 0 && self.fault != Fault::NoHeal {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                bytes.insert(0, b'\n');
            }
        }
        let half = if self.fault == Fault::TwoWrites { bytes.len() / 2 } else { bytes.len() };
        let mut written = file.write(&bytes[..half])?;
        if half < bytes.len() {
            thread::yield_now();
            written += file.write(&bytes[half..])?;
        }
        if written < bytes.len() {
            if self.fault != Fault::NoUndo {
                file.set_len(before)?;
            }
            return Err(io::Error::other(format!("no space left on device ({})", self.path.display())));
        }
        if self.fault == Fault::NoSync { Ok(()) } else { file.sync_data() }
    }

    fn open(&self) -> io::Result<fs::File> {
        let everybody = self.fault == Fault::Open;
        fs::create_dir_all(self.path.parent().unwrap())?;
        fs::File::options()
            .read(true)
            .append(true)
            .create(true)
            .mode(if everybody { 0o666 } else { 0o600 })
            .open(&self.path)
    }
}

/// The program's writer, or a broken one.
enum Saver {
    Ours(Writer),
    Broken(Broken),
}

impl Saver {
    fn new(folder: &Path, fault: Option<Fault>) -> Saver {
        match fault {
            Some(fault) => Saver::Broken(Broken::new(folder, fault)),
            None => Saver::Ours(Writer::start(journal(folder)).unwrap()),
        }
    }

    fn save(&mut self, record: &Record<'_>) {
        match self {
            Saver::Ours(writer) => writer.save(record),
            Saver::Broken(broken) => broken.save(record.line()),
        }
    }

    fn saving(&self) -> Saving {
        match self {
            Saver::Ours(writer) => writer.saving(),
            Saver::Broken(broken) => broken.saving.clone(),
        }
    }

    fn finish(&mut self) -> Vec<String> {
        match self {
            Saver::Ours(writer) => writer.finish(SOON),
            Saver::Broken(broken) => {
                broken.retry();
                broken.left.clone()
            }
        }
    }
}

fn journal(folder: &Path) -> Journal {
    Journal::new(folder, MACHINE, Clock::new())
}

/// Appends a fact without a thread.
fn append(folder: &Path, fault: Option<Fault>, record: &Record<'_>) {
    match fault {
        Some(fault) => Broken::new(folder, fault).append(&record.line()).unwrap(),
        None => journal(folder).append(&[record.line()]).unwrap(),
    }
}

/// The ids of all facts read from a folder. Each test fact is a session of its own.
fn ids(folder: &Path) -> HashSet<String> {
    storage::read_history(folder).history.sessions().iter().map(|past| past.id.to_string()).collect()
}

fn bad_lines(folder: &Path) -> usize {
    storage::read_history(folder).history.troubles().bad
}

fn file(folder: &Path) -> PathBuf {
    folder.join(format!("{MACHINE}.jsonl"))
}

fn wait_until(what: impl Fn() -> bool) -> bool {
    let until = Instant::now() + SOON;
    while !what() {
        if Instant::now() > until {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}

// The child.

/// This program, run again by a test: it saves facts and prints the saved ones on standard output.
fn program(folder: &Path, mode: &str, fault: Option<Fault>) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["child", "--exact", "--nocapture", "--test-threads=1"]);
    command.env("UNSIT_CHILD", mode).env("UNSIT_CHILD_FOLDER", folder).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(fault) = fault {
        command.env("UNSIT_CHILD_FAULT", format!("{fault:?}"));
    }
    command
}

#[test]
fn child() {
    let Ok(mode) = env::var("UNSIT_CHILD") else { return };
    let folder = PathBuf::from(env::var_os("UNSIT_CHILD_FOLDER").unwrap());
    let named = env::var("UNSIT_CHILD_FAULT").ok();
    let fault = named.and_then(|name| Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == name));
    let mut writer = Saver::new(&folder, fault);
    let run = format!("{:016x}", storage::random());
    let mut out = std::io::stdout();
    let mut say = |words: String| {
        out.write_all(words.as_bytes()).unwrap();
        out.flush().unwrap();
    };
    match mode.as_str() {
        // Saves until it is killed.
        "endless" => {
            for number in 0.. {
                writer.save(&fact(&run, number, 3000));
                while writer.saving().saved <= number as usize {
                    thread::yield_now();
                }
                say(format!("\nack {run}.{number}\n"));
            }
        }
        // Saves five, and prints whether the disk had to answer before the caller could continue.
        "five" => {
            for number in 0..5 {
                writer.save(&fact(&run, number, 100));
                say(format!("\nwaited {}\n", writer.saving().saved > number as usize));
                wait_until(|| writer.saving().saved > number as usize || writer.saving().why.is_some());
                if writer.saving().saved > number as usize {
                    say(format!("\nack {run}.{number}\n"));
                }
            }
            for line in writer.finish() {
                say(format!("\nleft {line}\n"));
            }
        }
        // Saves into a file that must not grow, and then may.
        "full" => {
            let _ = signal_hook::flag::register(25, std::sync::Arc::default());
            let limit = |current| {
                let limit = rustix::process::Rlimit { current, maximum: None };
                rustix::process::setrlimit(rustix::process::Resource::Fsize, limit).unwrap();
            };
            limit(Some(1500));
            for number in 0..20 {
                writer.save(&fact(&run, number, 100));
                say(format!("\nack {run}.{number}\n"));
            }
            wait_until(|| writer.saving().why.is_some() || writer.saving().waiting == 0);
            say(format!("\nwhy {}\n", writer.saving().why.unwrap_or_default()));
            // A line that does not fit exists for a moment.
            let is_whole = || {
                let text = fs::read_to_string(file(&folder)).unwrap_or_default();
                text.is_empty() || text.ends_with('\n')
            };
            let whole = (0..100).any(|_| {
                is_whole() || {
                    thread::sleep(Duration::from_millis(5));
                    false
                }
            });
            say(format!("\nwhole {whole}\n"));
            limit(None);
            for line in writer.finish() {
                say(format!("\nleft {line}\n"));
            }
        }
        other => panic!("no mode {other}"),
    }
}

/// The child's output lines that start with a word.
fn said(text: &str, word: &str) -> Vec<String> {
    let word = format!("{word} ");
    text.lines().filter_map(|line| line.strip_prefix(&word)).map(str::to_owned).collect()
}

fn run(mut command: Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

// The faults.

/// Kills a child `times` times; returns the facts reported as saved, the lost ones, and the torn lines.
fn killed(times: usize, fault: Option<Fault>) -> (usize, usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut reported: HashSet<String> = HashSet::new();
    let mut dice = storage::random();
    for _ in 0..times {
        let mut child = program(folder.path(), "endless", fault).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (first, begun) = std::sync::mpsc::channel();
        let reader = thread::spawn(move || {
            let acks = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("ack ").map(str::to_owned));
            acks.inspect(|_| first.send(()).unwrap_or_default()).collect::<Vec<_>>()
        });
        let _ = begun.recv_timeout(SOON);
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        thread::sleep(Duration::from_micros((dice >> 33) % 4000));
        child.kill().unwrap();
        child.wait().unwrap();
        reported.extend(reader.join().unwrap());
    }
    let there = ids(folder.path());
    (reported.len(), reported.iter().filter(|id| !there.contains(*id)).count(), bad_lines(folder.path()))
}

/// `UNSIT_KILLS` sets the number of kills.
#[test]
fn kill_9_loses_nothing_that_was_reported_as_saved() {
    let times = env::var("UNSIT_KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(500);
    let (reported, lost, torn) = killed(times, None);
    eprintln!("{times} kills: {reported} facts reported as saved, {lost} lost, {torn} torn lines");
    assert!(reported >= times, "only {reported} facts");
    assert_eq!(lost, 0);
    assert!(killed(10, Some(Fault::Late)).1 > 0, "a late writer was not noticed");
}

/// Runs a child under strace. Without strace the test is skipped, except on CI; only Linux has it.
fn strace(arguments: &[&str], child: &Command) -> Option<Command> {
    let found = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        assert!(env::var_os("CI").is_none() || cfg!(not(target_os = "linux")), "strace is not installed");
        eprintln!("skipped: strace is not installed");
        return None;
    }
    let mut command = Command::new("strace");
    command.arg("-f").args(arguments).arg(child.get_program()).args(child.get_args());
    command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    Some(command)
}

/// Whether each fact was on the disk before it was reported as saved, and so were the names of the file and the
/// folders.
fn synced_before_reported(fault: Option<Fault>) -> Option<bool> {
    let outer = tempfile::tempdir().unwrap();
    let trace = outer.path().join("trace");
    let child = program(&outer.path().join("unsit/history"), "five", fault);
    // -y names the files.
    let calls = "trace=write,fdatasync,fsync";
    let command = strace(&["-y", "-s", "40", "-e", calls, "-o", trace.to_str().unwrap()], &child)?;
    assert_eq!(said(&run(command), "ack").len(), 5);
    let (mut written, mut synced, mut reported, mut good) = (0, 0, 0, true);
    let mut names = HashSet::new();
    for line in fs::read_to_string(trace).unwrap().lines() {
        let (call, path) = line.split_once('<').unwrap_or_default();
        let path = path.split('>').next().unwrap_or_default();
        if call.contains("write(") && path.ends_with(MACHINE_FILE) {
            written += 1;
        } else if line.contains("fdatasync") && line.ends_with("= 0") {
            synced = written;
        } else if call.contains("fsync(") && line.ends_with("= 0") {
            names.insert(path.rsplit('/').next().unwrap_or_default().to_owned());
        } else if line.contains("\\nack ") {
            reported += 1;
            good &= synced >= reported && names.contains("history") && names.contains("unsit");
        }
    }
    Some(good && reported == 5)
}

#[test]
fn facts_reported_as_saved_are_on_the_disk() {
    let Some(good) = synced_before_reported(None) else { return };
    assert!(good);
    assert_eq!(synced_before_reported(Some(Fault::NoSync)), Some(false), "a missing fdatasync was not noticed");
}

/// Mounts an image of a disk; `None` without permission.
fn mounted(image: &Path, at: &Path) -> Option<()> {
    let done = Command::new("mount").args(["-o", "loop,commit=5"]).args([image, at]).stderr(Stdio::null()).status();
    done.is_ok_and(|status| status.success()).then_some(())
}

fn unmount(at: &Path) {
    Command::new("umount").arg(at).status().unwrap();
}

/// Copies the disk from under a saving child at random moments: the copy contains what a power cut leaves. Returns the
/// facts reported as saved, and those of them that are lost.
fn cut(times: usize, fault: Option<Fault>) -> Option<(usize, usize)> {
    let outer = tempfile::tempdir().unwrap();
    let [disk, copy, at, other] = ["disk", "copy", "at", "other"].map(|name| outer.path().join(name));
    fs::create_dir(&at).unwrap();
    fs::create_dir(&other).unwrap();
    fs::File::create(&disk).unwrap().set_len(24 << 20).unwrap();
    let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&disk).status();
    made.is_ok_and(|status| status.success()).then_some(())?;
    mounted(&disk, &at)?;
    let (mut reported, mut lost) = (0, 0);
    for _ in 0..times {
        let _ = fs::remove_dir_all(at.join("history"));
        let mut child = program(&at.join("history"), "endless", fault).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let acks: Vec<String> =
            lines.filter_map(|line| line.strip_prefix("ack ").map(str::to_owned)).take(50).collect();
        fs::copy(&disk, &copy).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        mounted(&copy, &other).unwrap();
        let there = ids(&other.join("history"));
        unmount(&other);
        reported += acks.len();
        lost += acks.iter().filter(|id| !there.contains(*id)).count();
    }
    unmount(&at);
    Some((reported, lost))
}

/// `UNSIT_CUTS` sets the number of cuts.
#[test]
#[ignore = "it mounts a disk, for which one has to be root: cargo test --test saving -- --ignored --nocapture"]
fn a_power_cut_loses_nothing_that_was_reported_as_saved() {
    let times = env::var("UNSIT_CUTS").ok().and_then(|times| times.parse().ok()).unwrap_or(50);
    let Some((reported, lost)) = cut(times, None) else {
        eprintln!("no disk can be mounted here: left out");
        return;
    };
    eprintln!("{times} power cuts: {reported} facts reported as saved, {lost} lost");
    assert_eq!(lost, 0);
    assert!(cut(5, Some(Fault::NoSync)).unwrap().1 > 0, "a missing fdatasync was not noticed");
}

/// The output of a child whose system calls on the history fail, and the content of the history.
fn injected(inject: &str, fault: Option<Fault>) -> Option<(String, HashSet<String>)> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(folder.path()), "").unwrap();
    let child = program(folder.path(), "five", fault);
    let path = file(folder.path());
    let call = inject.split(':').next().unwrap();
    let (trace, inject) = (format!("trace={call}"), format!("inject={inject}"));
    let arguments = ["-o", "/dev/null", "-P", path.to_str().unwrap(), "-e", &trace, "-e", &inject];
    let text = run(strace(&arguments, &child)?);
    Some((text, ids(folder.path())))
}

#[test]
fn a_kill_at_any_system_call_loses_nothing_that_was_reported_as_saved() {
    for call in ["open,openat", "flock", "write", "fdatasync"] {
        for when in 1..=6 {
            let Some((text, there)) = injected(&format!("{call}:signal=KILL:when={when}"), None) else { return };
            let reported = said(&text, "ack");
            assert!(reported.iter().all(|id| there.contains(id)), "{call} {when}: {reported:?} {there:?}");
            assert!(when == 6 || reported.len() < 5, "{call} {when}: was not killed");
        }
    }
}

#[test]
fn refused_writes_are_retried() {
    for inject in [
        "fdatasync:error=EIO:when=2",
        "write:error=ENOSPC:when=2",
        "write:error=EDQUOT:when=3",
        "write:retval=10:when=2",
        "write:error=EROFS:when=2",
        "open,openat:error=EACCES:when=2",
        "open,openat:error=EROFS:when=3",
    ] {
        let Some((text, there)) = injected(inject, None) else { return };
        assert_eq!((there.len(), said(&text, "left").len()), (5, 0), "{inject}");
        if inject.starts_with("write:error") {
            let (_, there) = injected(inject, Some(Fault::GivesUp)).unwrap();
            assert!(there.len() < 5, "{inject}: a writer that gives up was not noticed");
        }
    }
    for harmless in
        ["fdatasync:error=EINTR:when=1", "write:error=EINTR:when=2", "flock:error=ENOLCK", "flock:error=EINTR:when=1"]
    {
        let (text, there) = injected(harmless, None).unwrap();
        assert_eq!((there.len(), said(&text, "ack").len()), (5, 5), "{harmless}");
    }
}

#[test]
fn a_slow_disk_does_not_block_the_caller() {
    let slow = "fdatasync:delay_enter=2000000:when=1";
    let waited = |fault| {
        let (text, there) = injected(slow, fault)?;
        assert_eq!(there.len(), 5);
        Some(said(&text, "waited")[0] == "true")
    };
    let Some(has_waited) = waited(None) else { return };
    assert!(!has_waited, "the caller waited for the disk");
    assert!(waited(Some(Fault::Waits)).unwrap(), "a writer that waits was not noticed");
}

/// The output of a child whose file must not grow, and the facts in the history once there is room.
fn filled(fault: Option<Fault>) -> (bool, String, usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let text = run(program(folder.path(), "full", fault));
    let why = said(&text, "why").concat();
    (said(&text, "whole") == ["true"], why, ids(folder.path()).len(), said(&text, "left").len())
}

#[test]
fn a_full_disk_loses_nothing_once_there_is_room() {
    let (whole, why, there, left) = filled(None);
    assert!(whole && why.starts_with("no space left on device ("), "{why}");
    assert_eq!((there, left), (20, 0));
    assert!(!filled(Some(Fault::NoUndo)).0, "a torn line was not noticed");
    assert!(filled(Some(Fault::GivesUp)).2 < 20, "a writer that gives up was not noticed");
}

/// The number of facts lost if another is appended to a file that was cut at any byte.
fn torn(fault: Option<Fault>) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..3).map(|number| fact("a", number, 0).line()).collect();
    let text = lines.concat();
    let mut lost = 0;
    for cut in 0..=text.len() {
        fs::write(file(folder.path()), &text[..cut]).unwrap();
        append(folder.path(), fault, &fact("b", 9, 0));
        let there = ids(folder.path());
        let whole = text[..cut].matches('\n').count();
        lost += (0..whole).filter(|number| !there.contains(&format!("a.{number}"))).count();
        lost += usize::from(!there.contains("b.9"));
    }
    lost
}

#[test]
fn a_torn_line_loses_only_itself() {
    assert_eq!(torn(None), 0);
    assert!(torn(Some(Fault::NoHeal)) > 0, "a line on a torn one was not noticed");
    // A run of zeros, as a power cut leaves it.
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(folder.path()), [fact("a", 1, 0).line().as_bytes(), &[0; 100]].concat()).unwrap();
    append(folder.path(), None, &fact("a", 2, 0));
    assert_eq!((ids(folder.path()).len(), bad_lines(folder.path())), (2, 1));
}

/// The number of facts lost while stale copies replace the file.
fn replaced(fault: Option<Fault>) -> usize {
    const FACTS: u32 = 150;
    let folder = tempfile::tempdir().unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let replacing = scope.spawn(|| {
            let copy = folder.path().join("copy.tmp");
            while !over.load(Ordering::Relaxed) {
                if fs::copy(file(folder.path()), &copy).is_ok() {
                    // By now the copy may lack recently appended lines.
                    thread::sleep(Duration::from_millis(2));
                    fs::rename(&copy, file(folder.path())).unwrap();
                }
            }
        });
        let mut writer = Saver::new(folder.path(), fault);
        for number in 0..FACTS {
            writer.save(&fact("a", number, 0));
            if number % 5 == 0 {
                thread::sleep(Duration::from_millis(1));
            }
        }
        wait_until(|| writer.saving().waiting == 0);
        over.store(true, Ordering::Relaxed);
        // The last copy replaces the file before the writer's last check.
        replacing.join().unwrap();
        assert!(writer.finish().is_empty());
    });
    FACTS as usize - ids(folder.path()).len()
}

#[test]
fn replacing_the_history_file_loses_no_line() {
    assert_eq!(replaced(None), 0);
    assert!(replaced(Some(Fault::HeldOpen)) > 0, "a file held open was not noticed");
    assert!(replaced(Some(Fault::Forgets)) > 0, "a stale copy was not noticed");
}

/// The number of facts lost by four sessions that save at the same time.
fn together(fault: Option<Fault>) -> usize {
    const EACH: u32 = 250;
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for run in ["a", "b", "c", "d"] {
            let folder = folder.path();
            scope.spawn(move || {
                let mut journal = journal(folder);
                let mut broken = fault.map(|fault| Broken::new(folder, fault));
                for number in 0..EACH {
                    let line = fact(run, number, 0).line();
                    match &mut broken {
                        Some(broken) => broken.append(&line).unwrap(),
                        None => journal.append(&[line]).unwrap(),
                    }
                }
            });
        }
    });
    4 * EACH as usize - ids(folder.path()).len()
}

#[test]
fn sessions_at_once_lose_nothing() {
    assert_eq!(together(None), 0);
    assert!((0..5).any(|_| together(Some(Fault::TwoWrites)) > 0), "mixed lines were not noticed");
}

/// The number of facts saved after a time without write permission, and the report during that time.
fn refused(fault: Option<Fault>) -> (usize, Option<String>) {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("history");
    // Nothing is read-only for root: a file in place of the folder refuses everyone.
    let root = rustix::process::geteuid().is_root();
    if root {
        fs::write(&folder, "").unwrap();
    } else {
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    }
    let mut writer = Saver::new(&folder, fault);
    writer.save(&fact("a", 1, 0));
    wait_until(|| writer.saving().why.is_some() || writer.saving().waiting == 0);
    let why = writer.saving().why;
    if root {
        fs::remove_file(&folder).unwrap();
    } else {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
    writer.save(&fact("a", 2, 0));
    wait_until(|| writer.saving().waiting == 0);
    (ids(&folder).len(), why)
}

#[test]
fn a_refusing_folder_is_reported_and_retried() {
    let (there, why) = refused(None);
    assert_eq!(there, 2);
    assert!(why.unwrap().ends_with("history/test-00000001.jsonl)"));
    assert_eq!(refused(Some(Fault::GivesUp)).0, 1, "a writer that gives up was not noticed");
}

#[test]
fn facts_that_are_never_saved_are_returned() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("history"), "").unwrap();
    let writer = Writer::start(journal(&folder.path().join("history"))).unwrap();
    writer.save(&fact("a", 1, 0));
    assert_eq!(writer.finish(SOON), [fact("a", 1, 0).line()]);
}

#[test]
fn saving_continues_without_a_lock_that_is_held_forever() {
    let appended_within = |limit: Duration, fault| {
        let folder = tempfile::tempdir().unwrap();
        let holder = fs::File::create(file(folder.path())).unwrap();
        holder.lock().unwrap();
        let (sender, appended) = mpsc::channel();
        let path = folder.path().to_owned();
        thread::spawn(move || {
            let mut writer = Saver::new(&path, fault);
            writer.save(&fact("a", 1, 0));
            if wait_until(|| writer.saving().waiting == 0) {
                sender.send(()).unwrap_or_default();
            }
        });
        appended.recv_timeout(limit).is_ok()
    };
    assert!(appended_within(SOON, None));
    assert!(!appended_within(Duration::from_millis(1500), Some(Fault::LocksForEver)), "it was not noticed");
}

#[test]
fn a_lock_that_is_held_forever_is_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    let holder = fs::File::create(file(folder.path())).unwrap();
    holder.lock().unwrap();
    let writer = Writer::start(journal(folder.path())).unwrap();
    writer.save(&fact("a", 1, 0));
    writer.save(&fact("a", 2, 0));
    assert!(wait_until(|| writer.saving().waiting == 0));
    assert_eq!(writer.notice().unwrap(), "another program holds the history lock; writing without it");
    assert_eq!(writer.notice(), None);
}

#[test]
fn a_removed_folder_is_created_again() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("unsit/history");
    let mut journal = journal(&folder);
    journal.append(&[fact("a", 1, 0).line()]).unwrap();
    fs::remove_dir_all(outer.path().join("unsit")).unwrap();
    journal.append(&[fact("a", 2, 0).line()]).unwrap();
    // The lines that this run had saved there are appended again.
    assert_eq!(ids(&folder).len(), 2);
}

#[test]
fn the_history_is_for_its_owner_alone() {
    let modes = |fault| {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("unsit/history");
        append(&folder, fault, &fact("a", 1, 0));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        (mode(&folder), mode(&outer.path().join("unsit")), mode(&file(&folder)))
    };
    assert_eq!(modes(None), (0o700, 0o700, 0o600));
    assert_ne!(modes(Some(Fault::Open)), (0o700, 0o700, 0o600));
}

// Reading.

#[test]
fn the_history_is_the_union_of_all_files() {
    let folder = tempfile::tempdir().unwrap();
    let lines = |numbers: std::ops::Range<u32>| numbers.map(|number| fact("a", number, 0).line()).collect::<String>();
    let put = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    put("laptop-3fa91c20.jsonl", lines(0..6));
    put("laptop-3fa91c20.sync-conflict-20260304-180000-ABCDEFG.jsonl", lines(3..8));
    put("desk-00000002.jsonl", format!("\u{FEFF}{}", lines(7..10).replace('\n', "\r\n")));
    for under_way in
        [".syncthing.desk.jsonl.tmp", "~syncthing~desk.jsonl", ".desk.jsonl.swp", "desk.jsonl~", "#desk.jsonl"]
    {
        put(under_way, lines(20..30));
    }
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::create_dir(folder.path().join("folder.jsonl")).unwrap();
    let memory = storage::read_history(folder.path());
    assert_eq!(memory.history.sessions().len(), 10);
    assert_eq!(memory.history.troubles().doubled, 4);
    assert_eq!(memory.notice.unwrap(), "cannot read the history in folder.jsonl: this is a folder, not a file");
}

#[test]
fn both_sides_of_a_merge_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let line = |number| fact("a", number, 0).line();
    let text = format!("{}<<<<<<< HEAD\n{}=======\n{}>>>>>>> laptop\n", line(1), line(2), line(3));
    fs::write(file(folder.path()), text).unwrap();
    let memory = storage::read_history(folder.path());
    assert_eq!((memory.history.sessions().len(), memory.history.troubles().bad), (3, 3));
    assert!(memory.notice.unwrap().starts_with("could not read 3 history lines (first: test-00000001.jsonl:2)"));
}

#[test]
fn only_recent_lines_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = (0..3000).map(|number| fact("a", number, 0).line()).collect();
    fs::write(file(folder.path()), &lines).unwrap();
    let recent = storage::read_recent(folder.path());
    let sessions = recent.sessions();
    assert!((500..1500).contains(&sessions.len()), "{}", sessions.len());
    assert_eq!(&*sessions.last().unwrap().id, "a.2999");
    assert_eq!(recent.troubles().bad, 0);
}

#[test]
fn newer_and_overlong_lines_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(3 << 20);
    let newer = "{\"v\":99,\"kind\":\"set\",\"id\":\"z\"}\n";
    let before = format!("{}{newer}{long}\n{}", fact("a", 1, 0).line(), fact("a", 2, 0).line());
    fs::write(file(folder.path()), &before).unwrap();
    append(folder.path(), None, &fact("a", 3, 0));
    let memory = storage::read_history(folder.path());
    let troubles = memory.history.troubles();
    assert_eq!((memory.history.sessions().len(), troubles.bad, troubles.newer), (3, 1, 1));
    assert_eq!(troubles.named, [("test-00000001.jsonl".to_owned(), 3)]);
    assert!(fs::read_to_string(file(folder.path())).unwrap().starts_with(&before));
}
