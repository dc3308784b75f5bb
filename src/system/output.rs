//! What the environment says of the terminal, and the style of plain output.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use crate::{
    base::diagnostic::Diagnostic,
    ui::theme::{Colours, Environment},
};

/// The most errors of a file that are drawn.
const DRAWN: usize = 50;

/// Hands what the environment says of the terminal to `ask`.
pub fn environment<T>(ask: impl FnOnce(&Environment<'_>) -> T) -> T {
    let value = |name: &str| env::var(name).ok();
    let (colorterm, term, no_color) = (value("COLORTERM"), value("TERM"), value("NO_COLOR"));
    let (colorfgbg, lc_all, lc_ctype, lang) = (value("COLORFGBG"), value("LC_ALL"), value("LC_CTYPE"), value("LANG"));
    let (vte_version, multiplexer) = (value("VTE_VERSION"), value("TMUX").or_else(|| value("STY")));
    let (program, program_version) = (value("TERM_PROGRAM"), value("TERM_PROGRAM_VERSION"));
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
        multiplexer: multiplexer.as_deref(),
    })
}

/// Whether standard output is a terminal that understands escape sequences.
pub fn can_draw() -> bool {
    io::stdout().is_terminal() && environment(|environment| environment.term != Some("dumb"))
}

/// The style of plain output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether it has colours.
    pub colour: bool,
    /// Whether it is ASCII alone.
    pub ascii: bool,
}

impl Style {
    /// The style for an output: colour on a terminal that has and wants it, ASCII where the screens are ASCII.
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

    /// Writes diagnostics for people, a blank line after each: the first 50 of a file, and how many more there are.
    pub fn draw(self, found: &[Diagnostic], out: &mut impl Write) -> io::Result<()> {
        for of_file in found.chunk_by(|one, other| one.file == other.file) {
            for diagnostic in of_file.iter().take(DRAWN) {
                writeln!(out, "{}", diagnostic.draw(self.colour, self.ascii))?;
            }
            if let Some(more) = of_file.len().checked_sub(DRAWN).filter(|more| *more > 0) {
                writeln!(out, "and {more} more in {}\n", of_file[0].file)?;
            }
        }
        Ok(())
    }
}
