//! Notifications: through the terminal, by its two common escape sequences, and through the desktop's own program.
//! Neither is waited for.

use std::{env, process::Command, thread, time::Duration};

use super::{output, process};
use crate::{
    base::text,
    ui::{effect::Notice, theme::Environment},
};

/// The time limit for the desktop's program.
const LIMIT: Duration = Duration::from_secs(2);
/// The limit for its output, which is ignored.
const MOST: u64 = 4096;

/// The channels by which a notification reaches the person, as the environment describes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// Whether the terminal is known to show `OSC 9`: another channel would show the notification twice.
    known: bool,
    /// Whether tmux is between the program and the terminal.
    tmux: bool,
    /// Whether there is a desktop, and the user is at it.
    desktop: bool,
}

impl Channels {
    /// The channels of the current environment.
    pub fn of_person() -> Channels {
        output::environment(|terminal| Channels::of(terminal, |name| env::var_os(name).is_some_and(|v| !v.is_empty())))
    }

    fn of(terminal: &Environment<'_>, is_set: impl Fn(&str) -> bool) -> Channels {
        let names = [terminal.term, terminal.term_program].map(|name| name.unwrap_or_default().to_lowercase());
        let known = ["kitty", "ghostty", "wezterm", "foot", "iterm"];
        let tmux = terminal.is_in_tmux();
        // `notify-send` needs a session bus, and over `ssh` the desktop is not the user's.
        let desktop = cfg!(target_os = "macos")
            || ["DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "DISPLAY"].into_iter().any(&is_set);
        Channels {
            known: !tmux && names.iter().any(|name| known.iter().any(|known| name.contains(known))),
            tmux,
            desktop: desktop && !is_set("SSH_CONNECTION"),
        }
    }

    /// Whether the terminal is known to show notifications itself.
    pub fn is_shown_by_terminal(self) -> bool {
        self.known
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
            // Without a thread, only the terminal notifies.
            let _ = thread::Builder::new()
                .name("notice".to_owned())
                .spawn(move || process::output(&mut command, "", LIMIT, MOST));
        }
    }

    fn needs_desktop(self, is_written: bool) -> bool {
        self.desktop && !(self.known && is_written)
    }
}

/// Whether the desktop's own program is installed.
pub fn has_program() -> bool {
    let name = program(&Notice { title: String::new(), body: String::new() }).get_program().to_owned();
    process::output(Command::new(name).arg("--version"), "", LIMIT, MOST).is_ok()
}

/// The desktop's own program. No shell interprets the text, and it cannot be taken for options.
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
        let value = |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let terminal = Environment {
            term: value("TERM"),
            term_program: value("TERM_PROGRAM"),
            tmux: value("TMUX"),
            ..Environment::default()
        };
        Channels::of(&terminal, |name| value(name).is_some())
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
    fn no_words_control_a_terminal() {
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
        // Nothing is written into a pipe, whatever the terminal would show.
        assert!(channels(&[bus, ("TERM", "xterm-kitty")]).needs_desktop(false));
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn words_have_no_markup_or_options() {
        let command = program(&notice("--wait <b>you & me</b>\x1b[2J"));
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let body = "--wait &lt;b&gt;you &amp; me&lt;/b&gt;&lt;U+001B&gt;[2J";
        assert_eq!(arguments, ["--app-name=unsit", "--", "Time to get up", body]);
    }
}
