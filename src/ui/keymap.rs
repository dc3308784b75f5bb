//! One table of place, key, action and words. It feeds the input, the footer, the help screen and the README.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where a key is pressed: the screen, or the question on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The list of routines.
    Library,
    /// A running session.
    Session,
    /// What was done.
    Summary,
    /// All sessions.
    History,
    /// The statistics.
    Statistics,
    /// The sitting timer.
    Desk,
    /// The preview of figures.
    Figure,
    /// The question whether to stop.
    Question,
    /// The question whether to resume an unfinished session.
    Resume,
    /// The list of keys.
    Help,
    /// Everywhere, after the place itself.
    Anywhere,
}

impl Context {
    /// The places as the help screen and the README list them.
    pub const ALL: [Context; 11] = [
        Context::Library,
        Context::Session,
        Context::Summary,
        Context::History,
        Context::Statistics,
        Context::Desk,
        Context::Figure,
        Context::Question,
        Context::Resume,
        Context::Help,
        Context::Anywhere,
    ];

    /// The heading of its keys.
    pub fn heading(self) -> &'static str {
        match self {
            Context::Library => "Library",
            Context::Session => "Session",
            Context::Summary => "Summary",
            Context::History => "History",
            Context::Statistics => "Statistics",
            Context::Desk => "Desk",
            Context::Figure => "Figure",
            Context::Question => "Stop the session?",
            Context::Resume => "Resume the session?",
            Context::Help => "Keys",
            Context::Anywhere => "Everywhere",
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
    /// Creates a routine.
    New,
    /// Opens the filter.
    Filter,
    /// Deletes the last character of the filter.
    Erase,
    /// Clears the filter, or leaves the program.
    Leave,
    /// Leaves the program.
    Quit,
    /// Pauses or resumes.
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
    /// Adds a rep to the last set.
    RepMore,
    /// Removes a rep from the last set.
    RepLess,
    /// Into what is selected.
    Enter,
    /// Rates how hard it was, or how much it hurt.
    Rate,
    /// Writes a note.
    Note,
    /// Skips a question.
    Pass,
    /// Resumes the unfinished session.
    Resume,
    /// Puts a break off.
    Snooze,
    /// The person got up from the desk.
    GetUp,
    /// To the next of library, history and statistics.
    Onward,
    /// To the one before.
    Backward,
    /// Shows the other side of a figure.
    Mirror,
    /// Shows the other end of a figure's movement behind it.
    Ghost,
    /// Shows a figure at another size.
    Resize,
    /// Draws a figure with other characters.
    Glyphs,
    /// Mutes or unmutes the sound.
    Mute,
    /// Louder.
    Louder,
    /// Quieter.
    Quieter,
    /// Asks whether to stop.
    Stop,
    /// Yes, stop.
    Yes,
    /// No, keep going.
    No,
    /// Goes back.
    Close,
    /// The list of keys.
    Help,
    /// Suspends the program until `fg`.
    Suspend,
    /// Redraws the screen.
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

impl Key {
    /// Whether it can be typed as a line of its own: a letter or a sign, or Enter alone.
    pub fn is_line(&self) -> bool {
        match self.code {
            KeyCode::Char(letter) => letter != ' ' && self.modifiers.is_empty(),
            code => code == KeyCode::Enter,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it is bound.
    pub context: Context,
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

const fn row(
    context: Context,
    keys: &'static [Key],
    action: Action,
    hint: &'static str,
    words: &'static str,
) -> Binding {
    Binding { context, keys, action, hint, words }
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
    row(Context::Library, &[ENTER], Action::Play, "play", "play the routine"),
    row(Context::Library, &[SPACE], Action::Resume, "", "resume the unfinished session, if offered"),
    row(Context::Library, &[TAB], Action::Onward, "history", "open the history, then the statistics"),
    row(Context::Library, &[BACK_TAB], Action::Backward, "", "open the statistics"),
    row(Context::Library, &[UP], Action::Up, "", "move up"),
    row(Context::Library, &[DOWN], Action::Down, "", "move down"),
    row(Context::Library, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "move up a page"),
    row(Context::Library, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "move down a page"),
    row(Context::Library, &[key(KeyCode::Home, "Home")], Action::First, "", "go to the first"),
    row(Context::Library, &[key(KeyCode::End, "End")], Action::Last, "", "go to the last"),
    row(Context::Library, &[letter('e', "e")], Action::Edit, "edit", "edit the routine in your editor"),
    row(Context::Library, &[letter('n', "n")], Action::New, "new", "write a routine of your own"),
    row(Context::Library, &[letter('/', "/")], Action::Filter, "filter", "filter (or just start typing)"),
    row(
        Context::Library,
        &[key(KeyCode::Backspace, "Backspace")],
        Action::Erase,
        "",
        "delete a character of the filter",
    ),
    row(Context::Library, &[ESC], Action::Leave, "", "clear the filter, or quit"),
    row(Context::Library, &[letter('q', "q")], Action::Quit, "quit", "quit (when the filter is empty)"),
    row(Context::Session, &[SPACE, letter('p', "p")], Action::Pause, "pause", "pause or resume"),
    row(Context::Session, &[ENTER], Action::Done, "done", "finish this set, or skip the wait"),
    row(Context::Session, &[letter('n', "n"), RIGHT], Action::Next, "skip", "skip to the next step"),
    row(
        Context::Session,
        &[letter('b', "b"), LEFT],
        Action::Back,
        "back",
        "restart this step; press twice for the previous set",
    ),
    row(Context::Session, &[letter('+', "+"), UP, letter('=', "=")], Action::More, "or - 10 s", "add 10 seconds"),
    row(Context::Session, &[letter('-', "-"), DOWN], Action::Less, "", "remove 10 seconds"),
    row(Context::Session, &[letter('.', ".")], Action::RepMore, "", "add a rep to the last set"),
    row(Context::Session, &[letter(',', ",")], Action::RepLess, "", "remove a rep from the last set"),
    row(Context::Session, &[letter('q', "q"), ESC], Action::Stop, "stop", "stop (asks first)"),
    row(
        Context::Summary,
        &[letter('0', "0…9"), letter('+', "+")],
        Action::Rate,
        "answer",
        "rate how hard it was, then how much it hurt: 0 to 9, + for 10",
    ),
    row(Context::Summary, &[TAB], Action::Pass, "skip", "skip the question"),
    row(Context::Summary, &[letter('n', "n")], Action::Note, "note", "add a note; Enter saves it"),
    row(Context::Summary, &[ENTER, ESC, letter('q', "q")], Action::Close, "close", "close"),
    row(Context::Summary, &[key(KeyCode::Backspace, "Backspace")], Action::Erase, "", "previous question"),
    row(Context::Summary, &[UP], Action::Up, "", "scroll up"),
    row(Context::Summary, &[DOWN], Action::Down, "", "scroll down"),
    row(Context::History, &[TAB], Action::Onward, "statistics", "open the statistics"),
    row(Context::History, &[BACK_TAB], Action::Backward, "", "open the library"),
    row(Context::History, &[UP], Action::Up, "", "move up"),
    row(Context::History, &[DOWN], Action::Down, "", "move down"),
    row(Context::History, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "move up a page"),
    row(Context::History, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "move down a page"),
    row(Context::History, &[key(KeyCode::Home, "Home")], Action::First, "", "go to the first"),
    row(Context::History, &[key(KeyCode::End, "End")], Action::Last, "", "go to the last"),
    row(Context::History, &[ENTER, RIGHT], Action::Enter, "sets", "open the sets of the session"),
    row(Context::History, &[letter('+', "+"), letter('=', "=")], Action::RepMore, "add rep", "add a rep to the set"),
    row(Context::History, &[letter('-', "-")], Action::RepLess, "remove rep", "remove a rep from the set"),
    row(Context::History, &[ESC, LEFT, letter('q', "q")], Action::Close, "back", "go back"),
    row(Context::Statistics, &[TAB], Action::Onward, "library", "open the library"),
    row(Context::Statistics, &[BACK_TAB], Action::Backward, "", "open the history"),
    row(Context::Statistics, &[RIGHT], Action::Next, "routine", "next routine; all of them come first"),
    row(Context::Statistics, &[LEFT], Action::Back, "", "previous routine"),
    row(Context::Statistics, &[UP], Action::Up, "", "scroll the exercises up"),
    row(Context::Statistics, &[DOWN], Action::Down, "", "scroll the exercises down"),
    row(Context::Statistics, &[ESC, letter('q', "q")], Action::Close, "back", "go back to the library"),
    row(Context::Desk, &[ENTER], Action::Play, "break", "take the break: play its routine"),
    row(Context::Desk, &[letter('s', "s")], Action::Snooze, "snooze", "put off a break that is due"),
    row(Context::Desk, &[letter('d', "d")], Action::GetUp, "I got up", "I got up: restart the timer"),
    row(Context::Desk, &[letter('q', "q")], Action::Quit, "quit", "quit"),
    row(Context::Figure, &[SPACE], Action::Pause, "pause", "pause or resume"),
    row(Context::Figure, &[LEFT], Action::Back, "", "an eighth of a move back"),
    row(Context::Figure, &[RIGHT], Action::Next, "step", "an eighth of a move on"),
    row(Context::Figure, &[letter('s', "s")], Action::Mirror, "side", "the other side"),
    row(Context::Figure, &[letter('z', "z")], Action::Resize, "size", "the sizes of a session, or the whole screen"),
    row(Context::Figure, &[letter('o', "o")], Action::Ghost, "ghost", "show the other end of the movement behind it"),
    row(Context::Figure, &[letter('n', "n"), TAB], Action::Onward, "next", "the next figure"),
    row(Context::Figure, &[letter('p', "p"), BACK_TAB], Action::Backward, "", "the previous figure"),
    row(Context::Figure, &[letter('q', "q"), ESC], Action::Close, "quit", "quit"),
    row(Context::Figure, &[letter('-', "-")], Action::Less, "slower", "slower"),
    row(Context::Figure, &[letter('+', "+"), letter('=', "=")], Action::More, "faster", "faster"),
    row(Context::Figure, &[letter('g', "g")], Action::Glyphs, "glyphs", "other characters to draw with"),
    row(Context::Question, &[letter('y', "y"), ENTER], Action::Yes, "stop", "stop the session"),
    row(Context::Question, &[letter('n', "n"), ESC, SPACE], Action::No, "keep going", "keep going"),
    row(Context::Resume, &[ENTER, SPACE], Action::Resume, "resume", "resume with the next set"),
    row(Context::Resume, &[letter('n', "n")], Action::Play, "restart", "start the routine over"),
    row(Context::Resume, &[ESC, letter('q', "q")], Action::Close, "quit", "quit"),
    row(Context::Help, &[letter('?', "?"), ESC, ENTER, letter('q', "q")], Action::Close, "close", "close"),
    row(Context::Help, &[UP], Action::Up, "", "scroll up"),
    row(Context::Help, &[DOWN], Action::Down, "", "scroll down"),
    row(Context::Anywhere, &[letter('?', "?")], Action::Help, "keys", "show the keys"),
    row(
        Context::Anywhere,
        &[letter('m', "m")],
        Action::Mute,
        "mute",
        "mute or unmute the sound (not while typing a filter)",
    ),
    row(Context::Anywhere, &[letter('[', "[")], Action::Quieter, "", "turn the volume down"),
    row(Context::Anywhere, &[letter(']', "]")], Action::Louder, "", "turn the volume up"),
    row(Context::Anywhere, &[control('c', "Ctrl-C")], Action::Quit, "", "quit (asks in a session)"),
    row(Context::Anywhere, &[control('z', "Ctrl-Z")], Action::Suspend, "", "suspend (`fg` resumes)"),
    row(Context::Anywhere, &[control('l', "Ctrl-L")], Action::Redraw, "", "redraw the screen"),
];

/// What a key does in a place.
pub fn action(context: Context, event: KeyEvent) -> Option<Action> {
    // Shift is part of the character; other modifiers make another key. With Caps Lock a letter is the same key.
    let modifiers = event.modifiers.difference(KeyModifiers::SHIFT);
    let code = match event.code {
        KeyCode::Char(letter) => KeyCode::Char(letter.to_ascii_lowercase()),
        code => code,
    };
    [context, Context::Anywhere].into_iter().find_map(|context| {
        rows(context)
            .find(|row| row.keys.iter().any(|key| key.code == code && key.modifiers == modifiers))
            .map(|row| row.action)
    })
}

/// The rows of a place.
pub fn rows(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |row| row.context == context)
}

/// The footer's hints of a place: key and word.
pub fn hints(context: Context) -> Vec<(&'static str, &'static str)> {
    // The preview of figures has no sound and no help screen.
    let everywhere = rows(Context::Anywhere).filter(|_| context != Context::Figure);
    rows(context)
        .chain(everywhere)
        .filter(|row| !row.hint.is_empty())
        .map(|row| (row.keys[0].label, row.hint))
        .collect()
}

/// The table as the README shows it.
pub fn markdown() -> String {
    let table = |context: Context| {
        let row = |row: &Binding| {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{}`", key.label)).collect();
            format!("| {} | {} |\n", keys.join(" "), row.words)
        };
        format!("| {} | |\n|---|---|\n{}", context.heading(), rows(context).map(row).collect::<String>())
    };
    Context::ALL.map(table).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for context in Context::ALL {
            let keys: Vec<_> = rows(context).flat_map(|row| row.keys).map(|key| (key.code, key.modifiers)).collect();
            for (index, key) in keys.iter().enumerate() {
                assert!(!keys[..index].contains(key), "{context:?} {key:?}");
            }
        }
    }

    #[test]
    fn a_place_comes_before_everywhere() {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        assert_eq!(action(Context::Session, press(KeyCode::Char(' '))), Some(Action::Pause));
        assert_eq!(action(Context::Help, press(KeyCode::Char('?'))), Some(Action::Close));
        assert_eq!(action(Context::Summary, press(KeyCode::Char('?'))), Some(Action::Help));
        let shifted = KeyEvent::new(KeyCode::Char('+'), KeyModifiers::SHIFT);
        assert_eq!(action(Context::Session, shifted), Some(Action::More));
        assert_eq!(
            action(Context::Library, KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            Some(Action::Quit)
        );
        assert_eq!(action(Context::Library, press(KeyCode::Char('x'))), None);
    }

    #[test]
    fn a_letter_with_control_or_alt_is_no_letter() {
        let press = |letter, modifiers| action(Context::Figure, KeyEvent::new(KeyCode::Char(letter), modifiers));
        assert_eq!(press('z', KeyModifiers::NONE), Some(Action::Resize));
        assert_eq!(press('z', KeyModifiers::CONTROL), Some(Action::Suspend));
        assert_eq!(press('l', KeyModifiers::CONTROL), Some(Action::Redraw));
        assert_eq!(press('s', KeyModifiers::CONTROL), None);
        assert_eq!(press('q', KeyModifiers::ALT), None);
    }

    #[test]
    fn capitals_are_the_same_keys() {
        for context in Context::ALL {
            for letter in 'a'..='z' {
                let press = |letter| action(context, KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE));
                assert_eq!(press(letter), press(letter.to_ascii_uppercase()), "{letter}");
            }
        }
        let shifted = KeyEvent::new(KeyCode::Char('N'), KeyModifiers::SHIFT);
        assert_eq!(action(Context::Session, shifted), Some(Action::Next));
    }
}
