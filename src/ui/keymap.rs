//! One table of place, key, action and words. It feeds the input, the footer, the help screen and the README.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The list of routines.
    Library,
    /// A running session.
    Session,
    /// What was done.
    Summary,
    /// All sessions.
    History,
    /// Numbers over all sessions.
    Statistics,
    /// The sitting timer.
    Desk,
    /// The question whether to stop.
    Question,
    /// The question whether to go on with a session that was left.
    Offer,
    /// The list of keys.
    Help,
    /// Everywhere, after the place itself.
    Anywhere,
}

impl Place {
    /// The places as the help screen and the README list them.
    pub const ALL: [Place; 10] = [
        Place::Library,
        Place::Session,
        Place::Summary,
        Place::History,
        Place::Statistics,
        Place::Desk,
        Place::Question,
        Place::Offer,
        Place::Help,
        Place::Anywhere,
    ];

    /// The heading of its keys.
    pub fn heading(self) -> &'static str {
        match self {
            Place::Library => "Library",
            Place::Session => "Session",
            Place::Summary => "Summary",
            Place::History => "History",
            Place::Statistics => "Statistics",
            Place::Desk => "Desk",
            Place::Question => "Stop the session?",
            Place::Offer => "Go on with a session?",
            Place::Help => "Keys",
            Place::Anywhere => "Everywhere",
        }
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// One up in the list.
    Up,
    /// One down in the list.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// Plays what is selected.
    Play,
    /// Opens what is selected in the editor.
    Edit,
    /// Begins a routine of one's own.
    New,
    /// Begins to type a filter.
    Filter,
    /// Takes the last character of the filter away.
    Erase,
    /// Clears the filter, or leaves the program.
    Leave,
    /// Leaves the program.
    Quit,
    /// Stands still, or goes on.
    Pause,
    /// This set is done, this rest is over.
    Done,
    /// To the next step.
    Next,
    /// To the start of the step, or the work before it.
    Back,
    /// 10 s more.
    More,
    /// 10 s less.
    Less,
    /// One rep more on the set just done.
    RepMore,
    /// One rep less on the set just done.
    RepLess,
    /// Into what is selected.
    Enter,
    /// Says how hard it was, or how much it hurt.
    Rate,
    /// Writes a note.
    Note,
    /// Passes a question over.
    Pass,
    /// Goes on with the session that was left.
    GoOn,
    /// Puts a break off.
    Snooze,
    /// The person got up from the desk.
    GetUp,
    /// To the next of library, history and statistics.
    Onward,
    /// To the one before.
    Backward,
    /// Sound off and on.
    Mute,
    /// Louder.
    Louder,
    /// Quieter.
    Quieter,
    /// Asks whether to stop.
    Stop,
    /// Yes, stop.
    Yes,
    /// No, go on.
    No,
    /// Back to where one came from.
    Close,
    /// The list of keys.
    Help,
    /// Stops the program until `fg`.
    Suspend,
    /// Draws everything anew.
    Redraw,
}

/// A key as it is bound and named.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
    /// How it is written on screens and in the README.
    pub label: &'static str,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub place: Place,
    /// The keys, the first of them shown in the footer.
    pub keys: &'static [Key],
    /// What they do.
    pub action: Action,
    /// What they do, in a word or two, for the footer; empty where the footer leaves it out.
    pub hint: &'static str,
    /// What they do, for the help screen and the README.
    pub words: &'static str,
}

const fn key(code: KeyCode, label: &'static str) -> Key {
    Key { code, modifiers: KeyModifiers::NONE, label }
}

const fn letter(letter: char, label: &'static str) -> Key {
    key(KeyCode::Char(letter), label)
}

const fn control(letter: char, label: &'static str) -> Key {
    Key { code: KeyCode::Char(letter), modifiers: KeyModifiers::CONTROL, label }
}

const fn row(place: Place, keys: &'static [Key], action: Action, hint: &'static str, words: &'static str) -> Binding {
    Binding { place, keys, action, hint, words }
}

const ENTER: Key = key(KeyCode::Enter, "Enter");
const ESC: Key = key(KeyCode::Esc, "Esc");
const TAB: Key = key(KeyCode::Tab, "Tab");
const BACK_TAB: Key = key(KeyCode::BackTab, "Shift-Tab");
const SPACE: Key = letter(' ', "Space");
const UP: Key = key(KeyCode::Up, "↑");
const DOWN: Key = key(KeyCode::Down, "↓");
const LEFT: Key = key(KeyCode::Left, "←");
const RIGHT: Key = key(KeyCode::Right, "→");

/// The whole table. In a footer with little room the hints that come first stay longest.
pub const BINDINGS: &[Binding] = &[
    row(Place::Library, &[ENTER], Action::Play, "play", "play the routine"),
    row(Place::Library, &[SPACE], Action::GoOn, "", "go on with the session that was left, where one is offered"),
    row(Place::Library, &[TAB], Action::Onward, "history", "the history, then the statistics"),
    row(Place::Library, &[BACK_TAB], Action::Backward, "", "the statistics"),
    row(Place::Library, &[UP], Action::Up, "", "one up"),
    row(Place::Library, &[DOWN], Action::Down, "", "one down"),
    row(Place::Library, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "a screenful up"),
    row(Place::Library, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "a screenful down"),
    row(Place::Library, &[key(KeyCode::Home, "Home")], Action::First, "", "to the first"),
    row(Place::Library, &[key(KeyCode::End, "End")], Action::Last, "", "to the last"),
    row(Place::Library, &[letter('e', "e")], Action::Edit, "edit", "edit the routine in your editor"),
    row(Place::Library, &[letter('n', "n")], Action::New, "new", "write a routine of your own"),
    row(
        Place::Library,
        &[letter('/', "/")],
        Action::Filter,
        "filter",
        "filter; other letters and digits begin it as well",
    ),
    row(Place::Library, &[key(KeyCode::Backspace, "Backspace")], Action::Erase, "", "one character of the filter less"),
    row(Place::Library, &[ESC], Action::Leave, "", "clear the filter, or quit"),
    row(Place::Library, &[letter('q', "q")], Action::Quit, "quit", "quit, where nothing is typed yet"),
    row(Place::Session, &[SPACE, letter('p', "p")], Action::Pause, "pause", "pause, and go on"),
    row(Place::Session, &[ENTER], Action::Done, "done", "the set is done, or ready: ends this step early"),
    row(Place::Session, &[letter('n', "n"), RIGHT], Action::Next, "next", "skip to the next step"),
    row(
        Place::Session,
        &[letter('b', "b"), LEFT],
        Action::Back,
        "back",
        "to the start of this step; pressed again at once, to the set before",
    ),
    row(Place::Session, &[letter('+', "+"), UP, letter('=', "=")], Action::More, "+10s", "10 seconds more"),
    row(Place::Session, &[letter('-', "-"), DOWN], Action::Less, "-10s", "10 seconds less"),
    row(Place::Session, &[letter('.', ".")], Action::RepMore, "", "one rep more on the set just done"),
    row(Place::Session, &[letter(',', ",")], Action::RepLess, "", "one rep less on the set just done"),
    row(Place::Session, &[letter('q', "q"), ESC], Action::Stop, "stop", "stop; asks first"),
    row(Place::Summary, &[ENTER, ESC, letter('q', "q")], Action::Close, "close", "close"),
    row(
        Place::Summary,
        &[letter('0', "0…9"), letter('+', "+")],
        Action::Rate,
        "",
        "how hard it was, then how much it hurt: 0 to 9, + is 10",
    ),
    row(Place::Summary, &[letter('n', "n")], Action::Note, "note", "write a note; Enter keeps it"),
    row(Place::Summary, &[TAB], Action::Pass, "", "pass a question over"),
    row(Place::Summary, &[key(KeyCode::Backspace, "Backspace")], Action::Erase, "", "the question before"),
    row(Place::Summary, &[UP], Action::Up, "", "scroll up"),
    row(Place::Summary, &[DOWN], Action::Down, "", "scroll down"),
    row(Place::History, &[TAB], Action::Onward, "statistics", "the statistics"),
    row(Place::History, &[BACK_TAB], Action::Backward, "", "the library"),
    row(Place::History, &[UP], Action::Up, "", "one up"),
    row(Place::History, &[DOWN], Action::Down, "", "one down"),
    row(Place::History, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "a screenful up"),
    row(Place::History, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "a screenful down"),
    row(Place::History, &[key(KeyCode::Home, "Home")], Action::First, "", "to the first"),
    row(Place::History, &[key(KeyCode::End, "End")], Action::Last, "", "to the last"),
    row(Place::History, &[ENTER, RIGHT], Action::Enter, "sets", "to the sets of the session"),
    row(Place::History, &[letter('+', "+"), letter('=', "=")], Action::RepMore, "rep more", "one rep more on the set"),
    row(Place::History, &[letter('-', "-")], Action::RepLess, "rep less", "one rep less on the set"),
    row(Place::History, &[ESC, LEFT, letter('q', "q")], Action::Close, "back", "back"),
    row(Place::Statistics, &[TAB], Action::Onward, "library", "the library"),
    row(Place::Statistics, &[BACK_TAB], Action::Backward, "", "the history"),
    row(Place::Statistics, &[RIGHT], Action::Next, "routine", "the next routine; all of them first"),
    row(Place::Statistics, &[LEFT], Action::Back, "", "the routine before"),
    row(Place::Statistics, &[UP], Action::Up, "", "scroll the exercises up"),
    row(Place::Statistics, &[DOWN], Action::Down, "", "scroll the exercises down"),
    row(Place::Statistics, &[ESC, letter('q', "q")], Action::Close, "back", "back to the library"),
    row(Place::Desk, &[ENTER], Action::Play, "break", "play the routine of the break"),
    row(Place::Desk, &[letter('s', "s")], Action::Snooze, "snooze", "put off a break that is due"),
    row(Place::Desk, &[letter('d', "d")], Action::GetUp, "got up", "you got up: the time begins anew"),
    row(Place::Desk, &[letter('q', "q")], Action::Quit, "quit", "quit"),
    row(Place::Question, &[letter('y', "y"), ENTER], Action::Yes, "stop", "stop the session"),
    row(Place::Question, &[letter('n', "n"), ESC, SPACE], Action::No, "go on", "go on"),
    row(Place::Offer, &[ENTER, SPACE], Action::GoOn, "go on", "go on with the next set"),
    row(Place::Offer, &[letter('n', "n")], Action::Play, "anew", "begin the routine anew"),
    row(Place::Offer, &[ESC, letter('q', "q")], Action::Close, "quit", "quit"),
    row(Place::Help, &[letter('?', "?"), ESC, ENTER, letter('q', "q")], Action::Close, "close", "close"),
    row(Place::Help, &[UP], Action::Up, "", "scroll up"),
    row(Place::Help, &[DOWN], Action::Down, "", "scroll down"),
    row(Place::Anywhere, &[letter('?', "?")], Action::Help, "keys", "the list of keys"),
    row(Place::Anywhere, &[letter('m', "m")], Action::Mute, "mute", "sound off and on (not while typing a filter)"),
    row(Place::Anywhere, &[letter('[', "[")], Action::Quieter, "", "quieter"),
    row(Place::Anywhere, &[letter(']', "]")], Action::Louder, "", "louder"),
    row(Place::Anywhere, &[control('c', "Ctrl-C")], Action::Quit, "", "quit; asks in a session"),
    row(Place::Anywhere, &[control('z', "Ctrl-Z")], Action::Suspend, "", "back to the shell until fg"),
    row(Place::Anywhere, &[control('l', "Ctrl-L")], Action::Redraw, "", "draw everything anew"),
];

/// What a key does in a place.
pub fn action(place: Place, event: KeyEvent) -> Option<Action> {
    // Shift is part of the character; other modifiers make another key.
    let modifiers = event.modifiers.difference(KeyModifiers::SHIFT);
    [place, Place::Anywhere].into_iter().find_map(|place| {
        rows(place)
            .find(|row| row.keys.iter().any(|key| key.code == event.code && key.modifiers == modifiers))
            .map(|row| row.action)
    })
}

/// The rows of a place.
pub fn rows(place: Place) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |row| row.place == place)
}

/// The footer's hints of a place: key and word.
pub fn hints(place: Place) -> Vec<(&'static str, &'static str)> {
    rows(place)
        .chain(rows(Place::Anywhere))
        .filter(|row| !row.hint.is_empty())
        .map(|row| (row.keys[0].label, row.hint))
        .collect()
}

/// The table as the README shows it.
pub fn markdown() -> String {
    let table = |place: Place| {
        let row = |row: &Binding| {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{}`", key.label)).collect();
            format!("| {} | {} |\n", keys.join(" "), row.words)
        };
        format!("| {} | |\n|---|---|\n{}", place.heading(), rows(place).map(row).collect::<String>())
    };
    Place::ALL.map(table).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for place in Place::ALL {
            let keys: Vec<_> = rows(place).flat_map(|row| row.keys).map(|key| (key.code, key.modifiers)).collect();
            for (index, key) in keys.iter().enumerate() {
                assert!(!keys[..index].contains(key), "{place:?} {key:?}");
            }
        }
    }

    #[test]
    fn a_place_comes_before_everywhere() {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        assert_eq!(action(Place::Session, press(KeyCode::Char(' '))), Some(Action::Pause));
        assert_eq!(action(Place::Help, press(KeyCode::Char('?'))), Some(Action::Close));
        assert_eq!(action(Place::Summary, press(KeyCode::Char('?'))), Some(Action::Help));
        let shifted = KeyEvent::new(KeyCode::Char('+'), KeyModifiers::SHIFT);
        assert_eq!(action(Place::Session, shifted), Some(Action::More));
        assert_eq!(
            action(Place::Library, KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            Some(Action::Quit)
        );
        assert_eq!(action(Place::Library, press(KeyCode::Char('x'))), None);
    }
}
