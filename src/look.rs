//! How plain output may look, by what it goes to. What is written is left to the commands.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use crate::diagnostic::Diagnostic;

/// How the output may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With colours.
    pub colour: bool,
    /// In ASCII alone.
    pub ascii: bool,
}

impl Look {
    /// What suits an output: colour on a terminal unless `NO_COLOR` is set, ASCII where the locale is not UTF-8.
    pub fn of(output: &impl IsTerminal) -> Look {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
        let utf8 = locale.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        Look { colour: output.is_terminal() && !set("NO_COLOR") && !dumb, ascii: !utf8 && cfg!(unix) }
    }

    /// The text in bold.
    pub fn bold(self, text: &str) -> String {
        self.styled("1", text)
    }

    /// The text in the background.
    pub fn dim(self, text: &str) -> String {
        self.styled("2", text)
    }

    /// The text as a mistake.
    pub fn red(self, text: &str) -> String {
        self.styled("31", text)
    }

    fn styled(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Draws mistakes for people, a blank line after each.
    pub fn draw(self, found: &[Diagnostic], out: &mut impl Write) -> io::Result<()> {
        for diagnostic in found {
            writeln!(out, "{}", diagnostic.draw(self.colour, self.ascii))?;
        }
        Ok(())
    }
}
