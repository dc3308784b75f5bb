//! What a terminal says of itself when it is asked.

/// What the terminal has answered so far; nothing where it is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Its background: red, green and blue.
    pub background: Option<[u8; 3]>,
    /// Whether it is in its light mode, where it has reported a change and not yet of the new background.
    pub light: Option<bool>,
    /// Its name and version, such as `kitty(0.42.1)` or `tmux 3.5a`.
    pub version: Option<String>,
}

impl Answers {
    /// Whether the terminal draws the octants of Unicode 16 itself; `None` where it has not said what it is.
    pub(super) fn draws_octants(&self) -> Option<bool> {
        let said = self.version.as_deref()?;
        let (name, version) = said.split_once(['(', ' ']).unwrap_or((said, ""));
        Some(draws_octants(name, version.trim_end_matches(')')))
    }
}

/// Whether a terminal of a name and a version draws octants: a font without them would show boxes instead.
///
/// Taken from the release notes: VTE from 0.78, which counts as 7800, kitty 0.40, Ghostty 1.2, foot 1.22.
pub(super) fn draws_octants(name: &str, version: &str) -> bool {
    let mut parts = version.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    let version: (u32, u32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let from = match name {
        "VTE" => (7800, 0),
        "kitty" => (0, 40),
        "ghostty" => (1, 2),
        "foot" => (1, 22),
        _ => return false,
    };
    version >= from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminals_version_decides_about_octants() {
        let draws = |version: &str| {
            Answers { version: Some(version.to_owned()), ..Answers::default() }.draws_octants().unwrap_or_default()
        };
        for version in ["kitty(0.40.0)", "kitty(1.0)", "foot(1.22.3)", "VTE(7801)", "ghostty 1.2.0-main", "ghostty 2.0"]
        {
            assert!(draws(version), "{version}");
        }
        for version in
            ["kitty(0.39.1)", "foot(1.13.1)", "VTE(7603)", "XTerm(388)", "tmux 3.5a", "kitty", "", "kitty(x)"]
        {
            assert!(!draws(version), "{version}");
        }
        assert_eq!(Answers::default().draws_octants(), None);
    }
}
