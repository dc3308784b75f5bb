//! Notifications for a person who looks elsewhere: through the terminal, by the two sequences that terminals know, and
//! through the desktop's own program. Nothing waits for either.

use std::{env, ffi::OsString, process::Command, thread, time::Duration};

use super::process;
use crate::{base::text, ui::effect::Notice};

/// The desktop's program is stopped when it takes longer.
const LIMIT: Duration = Duration::from_secs(2);
/// Its output is not shown: of more bytes than this none is read.
const MOST: u64 = 4096;

/// The channels by which a notification reaches the person, as the environment describes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// The terminal is known to show `OSC 9`: another channel would show the same twice.
    known: bool,
    /// tmux is between the program and the terminal.
    tmux: bool,
    /// There is a desktop, and the person is at it.
    desktop: bool,
}

impl Channels {
    /// The channels in the environment of this run.
    pub fn of_person() -> Channels {
        Channels::of(|name| env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn of(value: impl Fn(&str) -> Option<OsString>) -> Channels {
        let names =
            ["TERM", "TERM_PROGRAM"].map(&value).map(|name| name.unwrap_or_default().to_string_lossy().to_lowercase());
        let known = ["kitty", "ghostty", "wezterm", "foot", "iterm"];
        // At the other end of `ssh` only the terminal's type shows it.
        let tmux = value("TMUX").is_some() || names[0].starts_with("tmux");
        // `notify-send` needs a session bus, and at the other end of `ssh` the desktop is not the person's.
        let desktop = cfg!(target_os = "macos")
            || value("DBUS_SESSION_BUS_ADDRESS").is_some()
            || value("WAYLAND_DISPLAY").is_some()
            || value("DISPLAY").is_some();
        Channels {
            known: !tmux && names.iter().any(|name| known.iter().any(|known| name.contains(known))),
            tmux,
            desktop: desktop && value("SSH_CONNECTION").is_none(),
        }
    }

    /// The bytes to write to the terminal.
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

    /// tmux passes on a sequence that is wrapped like this, each escape doubled.
    fn wrapped(self, sequence: &str) -> String {
        if self.tmux {
            format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))
        } else {
            sequence.to_owned()
        }
    }

    /// Notifies the desktop, on a thread of its own, unless the sequences were written and are known to be shown.
    pub fn notify_desktop(self, notice: &Notice, is_written: bool) {
        if self.needs_desktop(is_written) {
            let mut command = program(notice);
            // Without a thread the terminal has to do.
            let _ = thread::Builder::new()
                .name("notice".to_owned())
                .spawn(move || process::output(&mut command, "", LIMIT, MOST));
        }
    }

    fn needs_desktop(self, is_written: bool) -> bool {
        self.desktop && !(self.known && is_written)
    }
}

/// The desktop's own program. No shell reads the words, and they are not options.
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
    // Marks in the body would be interpreted.
    let body = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    command.args(["--app-name=unsit", "--", &title, &body]);
    command
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
    fn a_terminal_is_notified_in_its_own_way() {
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
    fn the_desktop_is_notified_where_nothing_else_is_known_to() {
        let bus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus");
        let needed = |environment: &[(&str, &str)]| channels(environment).needs_desktop(true);
        assert!(needed(&[bus]) && needed(&[bus, ("TMUX", "1"), ("TERM_PROGRAM", "ghostty")]));
        assert!(!needed(&[bus, ("TERM", "xterm-kitty")]) && !needed(&[bus, ("SSH_CONNECTION", "::1 1 ::1 22")]));
        assert_eq!(needed(&[("TERM", "linux")]), cfg!(target_os = "macos"));
        // In a pipe nothing is written to the terminal, whatever it would show.
        assert!(channels(&[bus, ("TERM", "xterm-kitty")]).needs_desktop(false));
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn words_are_neither_marks_nor_options() {
        let command = program(&notice("--wait <b>you & me</b>\x1b[2J"));
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let body = "--wait &lt;b&gt;you &amp; me&lt;/b&gt;&lt;U+001B&gt;[2J";
        assert_eq!(arguments, ["--app-name=unsit", "--", "Time to get up", body]);
    }
}
