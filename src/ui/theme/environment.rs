//! The environment of the terminal: its colours, its background, the characters that it can draw.

use super::answers;

/// The available colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// None: only bold, dim, underlined and reversed.
    None,
    /// The sixteen named colours, whatever the terminal makes of them.
    Sixteen,
    /// The fixed ones among the 256.
    Indexed,
    /// Any of 24 bits.
    Direct,
}

/// The environment of the terminal; a variable that is not set is `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Environment<'a> {
    /// `COLORTERM`.
    pub colorterm: Option<&'a str>,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `NO_COLOR`.
    pub no_color: Option<&'a str>,
    /// `COLORFGBG`: the colours of text and background, such as `15;0`.
    pub colorfgbg: Option<&'a str>,
    /// `LC_ALL`.
    pub lc_all: Option<&'a str>,
    /// `LC_CTYPE`.
    pub lc_ctype: Option<&'a str>,
    /// `LANG`.
    pub lang: Option<&'a str>,
    /// `VTE_VERSION`.
    pub vte_version: Option<&'a str>,
    /// `TERM_PROGRAM`.
    pub term_program: Option<&'a str>,
    /// `TERM_PROGRAM_VERSION`.
    pub term_program_version: Option<&'a str>,
    /// `TMUX`, set inside of tmux.
    pub tmux: Option<&'a str>,
    /// `STY`, set inside of screen.
    pub sty: Option<&'a str>,
}

impl Environment<'_> {
    /// The colours that the terminal has and the user wants.
    pub fn colours(&self) -> Colours {
        let term = self.term.unwrap_or_default();
        if self.no_color.is_some_and(|value| !value.is_empty())
            || term == "dumb"
            || term.starts_with("vt1")
            || term.starts_with("vt2")
        {
            return Colours::None;
        }
        if matches!(self.colorterm, Some("truecolor" | "24bit")) || term.contains("direct") {
            return Colours::Direct;
        }
        let full =
            ["256color", "kitty", "alacritty", "ghostty", "foot", "wezterm"].iter().any(|name| term.contains(name));
        match (full, self.term) {
            (true, _) => Colours::Indexed,
            (false, None | Some("")) if cfg!(windows) => Colours::Indexed,
            (false, _) => Colours::Sixteen,
        }
    }

    /// Whether the background is light, where the terminal says what it is.
    pub fn is_light(&self) -> Option<bool> {
        let background: u8 = self.colorfgbg?.rsplit(';').next()?.parse().ok()?;
        Some(matches!(background, 7 | 9..=15))
    }

    /// Whether the terminal may be asked what it is: those that are known to take a question for text are not.
    pub fn may_be_asked(&self) -> bool {
        let term = self.term.unwrap_or_default();
        !(term.is_empty() || ["linux", "dumb", "vt1", "vt2"].iter().any(|name| term.starts_with(name)))
    }

    /// Whether the terminal is known to draw the octants of Unicode 16 itself, by its variables. Terminals that have
    /// said who they are (`Answers::draws_octants`) need no variables.
    pub fn draws_octants(&self) -> bool {
        let term = self.term.unwrap_or_default();
        // The terminal around a multiplexer is unknown.
        if self.is_in_tmux() || is_set(self.sty) || term.starts_with("screen") {
            return false;
        }
        let said = |name, version: Option<&str>| version.is_some_and(|version| answers::draws_octants(name, version));
        said("VTE", self.vte_version)
            || self.term_program.is_some_and(|program| said(program, self.term_program_version))
    }

    /// Whether tmux is between the program and the terminal. Over `ssh`, only the type of the terminal reveals it.
    pub fn is_in_tmux(&self) -> bool {
        is_set(self.tmux) || self.term.unwrap_or_default().starts_with("tmux")
    }

    /// Whether only the characters of a console's font can be shown: those of code page 437.
    pub fn is_console(&self) -> bool {
        self.term == Some("linux")
    }

    /// Whether only ASCII can be shown. A locale that is set and is not UTF-8 says so. Where none is set (a
    /// container, a remote shell) the terminal nearly always has Unicode; a VT does not have the shapes.
    pub fn is_ascii(&self) -> bool {
        let term = self.term.unwrap_or_default();
        if term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") {
            return true;
        }
        let set = [self.lc_all, self.lc_ctype, self.lang].into_iter().flatten().find(|value| !value.is_empty());
        set.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            !(locale.contains("utf-8") || locale.contains("utf8"))
        })
    }
}

fn is_set(value: Option<&str>) -> bool {
    value.is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        let none = Environment::default();
        let xterm = Environment { term: Some("xterm"), lang: Some("en_GB.UTF-8"), ..none };
        assert_eq!((xterm.colours(), xterm.is_ascii(), xterm.is_light()), (Colours::Sixteen, false, None));
        let term = |term| Environment { term: Some(term), ..xterm };
        for full in ["xterm-256color", "tmux-256color", "xterm-kitty", "alacritty", "foot"] {
            assert_eq!(term(full).colours(), Colours::Indexed, "{full}");
        }
        assert_eq!(term("xterm-direct").colours(), Colours::Direct);
        assert_eq!(Environment { colorterm: Some("truecolor"), ..xterm }.colours(), Colours::Direct);
        assert_eq!(Environment { no_color: Some("1"), ..term("xterm-256color") }.colours(), Colours::None);
        assert_eq!(Environment { no_color: Some(""), ..term("xterm-256color") }.colours(), Colours::Indexed);
        assert_eq!((term("dumb").colours(), term("dumb").is_ascii()), (Colours::None, true));
        assert_eq!((term("linux").colours(), term("linux").is_ascii()), (Colours::Sixteen, false));
        assert!(term("linux").is_console() && !term("linux").may_be_asked() && xterm.may_be_asked());
        for (lc_all, lc_ctype, lang, ascii) in [
            (None, None, None, false),
            (None, None, Some("C"), true),
            (None, None, Some("C.utf8"), false),
            (None, Some("en_US.ISO-8859-1"), Some("en_US.UTF-8"), true),
            (Some(""), Some("en_US.UTF-8"), Some("C"), false),
            (Some("POSIX"), Some("en_US.UTF-8"), Some("en_US.UTF-8"), true),
        ] {
            assert_eq!(
                Environment { lc_all, lc_ctype, lang, ..xterm }.is_ascii(),
                ascii,
                "{lc_all:?} {lc_ctype:?} {lang:?}"
            );
        }
        for (value, light) in [
            ("15;0", Some(false)),
            ("0;15", Some(true)),
            ("0;default;7", Some(true)),
            ("7;8", Some(false)),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(Environment { colorfgbg: Some(value), ..xterm }.is_light(), light, "{value}");
        }
    }

    #[test]
    fn octants_are_drawn_where_they_are_known() {
        let vte = |vte_version| Environment { vte_version: Some(vte_version), ..Environment::default() };
        let ghostty = |version| Environment {
            term_program: Some("ghostty"),
            term_program_version: Some(version),
            ..Environment::default()
        };
        for environment in [vte("7800"), vte("8002"), ghostty("1.2.0"), ghostty("1.10.1-main"), ghostty("2.0")] {
            assert!(environment.draws_octants(), "{environment:?}");
            assert!(!Environment { tmux: Some("/tmp/tmux"), ..environment }.draws_octants());
            assert!(!Environment { term: Some("tmux-256color"), ..environment }.draws_octants());
        }
        for environment in [Environment::default(), vte("7799"), vte("new"), ghostty("1.1.9"), ghostty("")] {
            assert!(!environment.draws_octants(), "{environment:?}");
        }
    }
}
