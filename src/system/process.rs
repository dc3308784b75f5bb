//! Runs programs without a shell, each in a process group of its own, within a time limit.

use std::{
    io::{self, Read, Write},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// Starts a program with a text on its standard input. The text is in the pipe before the program runs: nothing blocks,
/// whether the program reads it or not. A text longer than a pipe, 64 KiB on Linux, is an error.
pub fn spawn(command: &mut Command, input: &str) -> io::Result<Child> {
    let (reader, mut writer) = io::pipe()?;
    #[cfg(unix)]
    rustix::io::ioctl_fionbio(&writer, true)?;
    writer.write_all(input.as_bytes())?;
    // Ctrl-C and the end of the terminal are meant for unsit alone.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(command, NO_WINDOW);
    command.stdin(reader).spawn()
}

#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// Stops a program and its process group. It must still be waited for.
pub fn stop(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    let _ = child.kill();
}

/// Runs a program until it closes its standard output, for at most `limit`, and returns the first `most` bytes of its
/// output. Returns an error if it cannot be started or exceeds the limit; it is stopped then.
pub fn output(command: &mut Command, input: &str, limit: Duration, most: u64) -> io::Result<Vec<u8>> {
    let mut child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()), input)?;
    let (sender, written) = mpsc::channel();
    let out = child.stdout.take();
    let reader = thread::Builder::new().name("program".into()).spawn(move || {
        let mut bytes = Vec::new();
        let read = out.map(|out| out.take(most).read_to_end(&mut bytes));
        // After the limit, there is no receiver.
        let _ = sender.send(read.transpose().map(|_| bytes));
    });
    let bytes = match reader {
        Ok(_) => written.recv_timeout(limit).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())),
        Err(error) => Err(error),
    };
    stop(&mut child);
    let _ = child.wait();
    bytes
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(100);
    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_program_reads_its_input_and_its_output_is_read() {
        assert_eq!(output(&mut Command::new("cat"), "words", LONG, 100).unwrap(), b"words");
        assert_eq!(output(Command::new("cat").arg("/dev/zero"), "", LONG, 1000).unwrap().len(), 1000);
        assert!(output(&mut Command::new("no-such-program-here"), "", LONG, 100).is_err());
    }

    #[test]
    fn a_hanging_program_is_stopped_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let late = folder.path().join("late");
        let script = format!("(sleep 1; touch {}) & wait", late.display());
        let error = output(Command::new("sh").args(["-c", &script]), "", SHORT, 100).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        thread::park_timeout(Duration::from_millis(1500));
        assert!(!late.exists());
    }
}
