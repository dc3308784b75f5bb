//! Telling somebody who looks elsewhere: through the terminal, by the two sequences that terminals know, and through
//! the desktop, by the program that it has for this. Nobody waits for either.

use std::{
    env,
    ffi::OsString,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{base::text, ui::effect::Notice};

/// A program that takes longer to tell the desktop is ended.
const LIMIT: Duration = Duration::from_secs(2);
/// How often to look whether it has.
const STEP: Duration = Duration::from_millis(20);

/// The ways to a person, as the environment tells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// The terminal shows what `OSC 9` says for sure: another way would tell it twice.
    known: bool,
    /// Between us and the terminal is tmux.
    tmux: bool,
    /// There is a desktop, and the person is at it.
    desktop: bool,
}

impl Channels {
    /// The ways in the environment of this run.
    pub fn of_person() -> Channels {
        Channels::of(|name| env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn of(value: impl Fn(&str) -> Option<OsString>) -> Channels {
        let names =
            ["TERM", "TERM_PROGRAM"].map(&value).map(|name| name.unwrap_or_default().to_string_lossy().to_lowercase());
        let tells = ["kitty", "ghostty", "wezterm", "foot", "iterm"];
        // At the other end of `ssh` only the terminal's type tells of it.
        let tmux = value("TMUX").is_some() || names[0].starts_with("tmux");
        // Without a session bus `notify-send` waits for nobody, and at the other end of `ssh` nobody looks.
        let desktop = cfg!(target_os = "macos")
            || value("DBUS_SESSION_BUS_ADDRESS").is_some()
            || value("WAYLAND_DISPLAY").is_some()
            || value("DISPLAY").is_some();
        Channels {
            known: !tmux && names.iter().any(|name| tells.iter().any(|known| name.contains(known))),
            tmux,
            desktop: desktop && value("SSH_CONNECTION").is_none(),
        }
    }

    /// What is written to the terminal.
    pub fn sequences(self, notice: &Notice) -> Vec<u8> {
        // Both sequences end at a control character, and `;` is between two parts of the second.
        let plain = |words: &str| text::printable(words).replace(';', ",");
        let (title, body) = (plain(&notice.title), plain(&notice.body));
        let mut sequences = self.wrapped(&format!("\x1b]9;{title}. {body}\x07"));
        if !self.known {
            sequences.push_str(&self.wrapped(&format!("\x1b]777;notify;{title};{body}\x07")));
        }
        sequences.into_bytes()
    }

    /// tmux passes on what is wrapped like this, each escape doubled.
    fn wrapped(self, sequence: &str) -> String {
        if self.tmux {
            format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))
        } else {
            sequence.to_owned()
        }
    }

    /// Tells the desktop, on a thread of its own, unless the terminal was told and shows it for sure.
    pub fn notify_desktop(self, notice: &Notice, terminal_told: bool) {
        if self.asks_desktop(terminal_told) {
            let mut command = program(notice);
            // Without a thread the terminal has to do.
            let _ = thread::Builder::new().name("notice".to_owned()).spawn(move || run(&mut command, LIMIT));
        }
    }

    fn asks_desktop(self, terminal_told: bool) -> bool {
        self.desktop && !(self.known && terminal_told)
    }
}

/// The desktop's own program. No shell reads the words, nor are they options.
fn program(notice: &Notice) -> Command {
    let plain = |words: &str| text::printable(words).into_owned();
    let (title, body) = (plain(&notice.title), plain(&notice.body));
    if cfg!(target_os = "macos") {
        let mut command = Command::new("osascript");
        let script = "on run words\ndisplay notification (item 2 of words) with title (item 1 of words)\nend run";
        command.args(["-e", script, "--", &title, &body]);
        return command;
    }
    let mut command = Command::new("notify-send");
    // The body may have marks of its own: what is written there is to be read as it is.
    let body = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    command.args(["--app-name=unsit", "--", &title, &body]);
    command
}

/// Runs a program to its end or for so long; nothing is left of it.
fn run(command: &mut Command, limit: Duration) {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return };
    let mut left = limit;
    while matches!(child.try_wait(), Ok(None)) && !left.is_zero() {
        thread::park_timeout(STEP);
        left = left.saturating_sub(STEP);
    }
    // Ended it stays ended; killed and reaped it does not stay.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channels(environment: &[(&str, &str)]) -> Channels {
        Channels::of(|name| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        })
    }

    fn notice(body: &str) -> Notice {
        Notice { title: "Time to get up".to_owned(), body: body.to_owned() }
    }

    fn written(environment: &[(&str, &str)], body: &str) -> String {
        String::from_utf8(channels(environment).sequences(&notice(body))).unwrap()
    }

    #[test]
    fn a_terminal_is_told_in_its_own_way() {
        let both = "\x1b]9;Time to get up. Now.\x07\x1b]777;notify;Time to get up;Now.\x07";
        assert_eq!(written(&[("TERM", "xterm-256color")], "Now."), both);
        for known in [("TERM", "xterm-kitty"), ("TERM_PROGRAM", "iTerm.app"), ("TERM", "foot-extra")] {
            assert_eq!(written(&[known], "Now."), "\x1b]9;Time to get up. Now.\x07", "once is enough");
        }
        let tmux = ("TMUX", "/tmp/tmux-0/default,1,0");
        assert_eq!(written(&[tmux], "Now."), written(&[("TERM", "tmux-256color")], "Now."));
        assert_eq!(
            written(&[("TERM", "screen-256color"), tmux], "Now."),
            "\x1bPtmux;\x1b\x1b]9;Time to get up. Now.\x07\x1b\\\x1bPtmux;\x1b\x1b]777;notify;Time to get up;Now.\x07\x1b\\"
        );
    }

    #[test]
    fn no_words_act_on_a_terminal() {
        let hostile = "a\x1b]0;x\x07b\x1b\\c\u{9c}d\u{9d}e\r\n;f\u{202e}";
        for environment in [&[("TERM", "xterm")][..], &[("TMUX", "1")]] {
            let plain = written(environment, "Now.");
            let written = written(environment, hostile);
            let controls = |text: &str| text.chars().filter(|c| text::is_unsafe(*c)).collect::<String>();
            assert_eq!(controls(&written), controls(&plain), "{written:?}");
            assert_eq!(written.matches(';').count(), plain.matches(';').count(), "{written:?}");
        }
    }

    #[test]
    fn the_desktop_is_told_where_there_is_one_and_nobody_else_does() {
        let bus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus");
        let told = |environment: &[(&str, &str)]| channels(environment).asks_desktop(true);
        assert!(told(&[bus]) && told(&[bus, ("TMUX", "1"), ("TERM_PROGRAM", "ghostty")]));
        assert!(!told(&[bus, ("TERM", "xterm-kitty")]) && !told(&[bus, ("SSH_CONNECTION", "::1 1 ::1 22")]));
        assert_eq!(told(&[("TERM", "linux")]), cfg!(target_os = "macos"));
        // In a pipe the terminal is not told, whatever it would show.
        assert!(channels(&[bus, ("TERM", "xterm-kitty")]).asks_desktop(false));
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn words_are_neither_marks_nor_options() {
        let command = program(&notice("--wait <b>you & me</b>\x1b[2J"));
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let body = "--wait &lt;b&gt;you &amp; me&lt;/b&gt;&lt;U+001B&gt;[2J";
        assert_eq!(arguments, ["--app-name=unsit", "--", "Time to get up", body]);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_not_there_fails_or_hangs_keeps_nobody() {
        run(&mut Command::new("no-such-program-here"), LIMIT);
        run(&mut Command::new("false"), LIMIT);
        run(Command::new("sleep").arg("600"), STEP);
    }
}
