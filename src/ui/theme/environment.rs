//! What the environment says of the terminal: its colours, its background, the characters that it draws.

/// The colours that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// None: bold, dim, underlined and reversed only.
    None,
    /// The sixteen that the terminal names, whatever it makes of them.
    Sixteen,
    /// The fixed ones among the 256.
    Indexed,
    /// Any of 24 bits.
    Direct,
}

/// What the environment says of the terminal; a variable that is not set is `None`.
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
    /// `TMUX`, or `STY` of screen: whatever is around the terminal is behind them.
    pub multiplexer: Option<&'a str>,
}

impl Environment<'_> {
    /// The colours that the terminal has and the person wants.
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

    /// Whether the terminal says that its background is light.
    pub fn is_light(&self) -> bool {
        let background = self.colorfgbg.and_then(|value| value.rsplit(';').next());
        matches!(background.and_then(|value| value.parse().ok()), Some(7 | 9..=15))
    }

    /// Whether the terminal is known to draw the octants of Unicode 16 itself: VTE from 0.78, Ghostty from 1.2. Other
    /// terminals that do cannot be told from their older versions.
    pub fn draws_octants(&self) -> bool {
        let term = self.term.unwrap_or_default();
        if self.multiplexer.is_some_and(|value| !value.is_empty())
            || term.starts_with("tmux")
            || term.starts_with("screen")
        {
            return false;
        }
        let vte = self.vte_version.and_then(|version| version.parse::<u32>().ok());
        let mut parts = self.term_program_version.unwrap_or_default().split('.').map(|part| part.parse().unwrap_or(0));
        let version: (u32, u32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        vte.is_some_and(|version| version >= 7800) || (self.term_program == Some("ghostty") && version >= (1, 2))
    }

    /// Whether only ASCII can be shown. A locale that is set and is not UTF-8 says so. Where none is set (a
    /// container, a remote shell) the terminal nearly always has Unicode; a console and a VT do not have the shapes.
    pub fn is_ascii(&self) -> bool {
        let term = self.term.unwrap_or_default();
        if term == "linux" || term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") {
            return true;
        }
        let set = [self.lc_all, self.lc_ctype, self.lang].into_iter().flatten().find(|value| !value.is_empty());
        set.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            !(locale.contains("utf-8") || locale.contains("utf8"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Background, ui::theme::Theme};

    #[test]
    fn the_environment_decides() {
        let none = Environment::default();
        let xterm = Environment { term: Some("xterm"), lang: Some("en_GB.UTF-8"), ..none };
        assert_eq!((xterm.colours(), xterm.is_ascii(), xterm.is_light()), (Colours::Sixteen, false, false));
        let term = |term| Environment { term: Some(term), ..xterm };
        for full in ["xterm-256color", "tmux-256color", "xterm-kitty", "alacritty", "foot"] {
            assert_eq!(term(full).colours(), Colours::Indexed, "{full}");
        }
        assert_eq!(term("xterm-direct").colours(), Colours::Direct);
        assert_eq!(Environment { colorterm: Some("truecolor"), ..xterm }.colours(), Colours::Direct);
        assert_eq!(Environment { no_color: Some("1"), ..term("xterm-256color") }.colours(), Colours::None);
        assert_eq!(Environment { no_color: Some(""), ..term("xterm-256color") }.colours(), Colours::Indexed);
        assert_eq!((term("dumb").colours(), term("dumb").is_ascii()), (Colours::None, true));
        assert_eq!((term("linux").colours(), term("linux").is_ascii()), (Colours::Sixteen, true));
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
        for (value, light) in
            [("15;0", false), ("0;15", true), ("0;default;7", true), ("7;8", false), ("x", false), ("", false)]
        {
            assert_eq!(Environment { colorfgbg: Some(value), ..xterm }.is_light(), light, "{value}");
        }
        let light = Environment { colorfgbg: Some("0;15"), ..term("xterm-256color") };
        assert_eq!(Theme::from_env(&light, Background::Auto), Theme::new(Colours::Indexed, true, false));
        assert_eq!(Theme::from_env(&light, Background::Dark), Theme::new(Colours::Indexed, false, false));
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
            assert!(!Environment { multiplexer: Some("/tmp/tmux"), ..environment }.draws_octants());
            assert!(!Environment { term: Some("tmux-256color"), ..environment }.draws_octants());
        }
        for environment in [Environment::default(), vte("7799"), vte("new"), ghostty("1.1.9"), ghostty("")] {
            assert!(!environment.draws_octants(), "{environment:?}");
        }
    }
}
