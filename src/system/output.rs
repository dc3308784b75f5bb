//! The environment of the terminal, and the style of plain output.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use crate::{
    base::diagnostic::Diagnostic,
    ui::theme::{Colours, Environment},
};

/// Passes the environment of the terminal to `ask`.
pub fn environment<T>(ask: impl FnOnce(&Environment<'_>) -> T) -> T {
    let value = |name: &str| env::var(name).ok();
    let (colorterm, term, no_color) = (value("COLORTERM"), value("TERM"), value("NO_COLOR"));
    let (colorfgbg, lc_all, lc_ctype, lang) = (value("COLORFGBG"), value("LC_ALL"), value("LC_CTYPE"), value("LANG"));
    let (vte_version, tmux) = (value("VTE_VERSION"), value("TMUX"));
    let (sty, program, program_version) = (value("STY"), value("TERM_PROGRAM"), value("TERM_PROGRAM_VERSION"));
    ask(&Environment {
        colorterm: colorterm.as_deref(),
        term: term.as_deref(),
        no_color: no_color.as_deref(),
        colorfgbg: colorfgbg.as_deref(),
        lc_all: lc_all.as_deref(),
        lc_ctype: lc_ctype.as_deref(),
        lang: lang.as_deref(),
        vte_version: vte_version.as_deref(),
        term_program: program.as_deref(),
        term_program_version: program_version.as_deref(),
        tmux: tmux.as_deref(),
        sty: sty.as_deref(),
    })
}

/// Whether standard output is a terminal that understands escape sequences.
pub fn can_draw() -> bool {
    io::stdout().is_terminal() && environment(|environment| environment.term != Some("dumb"))
}

/// Whether lines are wanted in place of the full screen: the person asks for them by `ACCESSIBLE`, as a screen reader's
/// user does for all programs, or the terminal cannot be drawn on.
pub fn wants_lines() -> bool {
    env::var_os("ACCESSIBLE").is_some_and(|value| !value.is_empty() && value != "0") || !can_draw()
}

/// Whether standard input is a pipe: letters for a session may come through it. A file is not read for that.
pub fn is_piped_in() -> bool {
    #[cfg(unix)]
    return rustix::fs::fstat(rustix::stdio::stdin())
        .is_ok_and(|found| rustix::fs::FileType::from_raw_mode(found.st_mode) == rustix::fs::FileType::Fifo);
    #[cfg(not(unix))]
    false
}

/// Whether the terminal may be asked what it is.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over its lifetime")]
pub fn can_be_asked() -> bool {
    environment(|environment| environment.may_be_asked())
}

/// The style of plain output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether it is coloured.
    pub colour: bool,
    /// Whether it is limited to ASCII.
    pub ascii: bool,
}

impl Style {
    /// The style for an output: colour on a terminal with colours, ASCII if the screens use ASCII.
    pub fn of(output: &impl IsTerminal) -> Style {
        environment(|environment| Style {
            colour: output.is_terminal() && environment.colours() != Colours::None,
            ascii: environment.is_ascii(),
        })
    }

    /// The text in bold.
    pub fn bold(self, text: &str) -> String {
        self.styled("1", text)
    }

    /// The text dimmed.
    pub fn dim(self, text: &str) -> String {
        self.styled("2", text)
    }

    /// The text as an error.
    pub fn red(self, text: &str) -> String {
        self.styled("31", text)
    }

    fn styled(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes diagnostics for people, a blank line after each.
    pub fn draw(self, found: &[Diagnostic], out: &mut impl Write) -> io::Result<()> {
        for diagnostic in found {
            writeln!(out, "{}", diagnostic.draw(self.colour, self.ascii))?;
        }
        Ok(())
    }
}
