//! One table of contexts, keys, actions and descriptions, for the input, the footer, the help screen and
//! `docs/keys.md`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The context of a key: the screen, or the question on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The list of routines.
    Library,
    /// A running session.
    Session,
    /// The list of a session's steps.
    Steps,
    /// The work done.
    Summary,
    /// All sessions.
    History,
    /// The statistics.
    Statistics,
    /// The exercises.
    Exercises,
    /// The prompt for the routine to which an exercise is added.
    Adding,
    /// The sit timer.
    Desk,
    /// The preview of figures.
    Figure,
    /// The prompt before a session is stopped.
    Question,
    /// The prompt that offers to resume an unfinished session.
    Resume,
    /// The list of keys.
    Help,
    /// Everywhere, after the context itself.
    Anywhere,
}

impl Context {
    /// The contexts in the order of the help screen and `docs/keys.md`.
    pub const ALL: [Context; 14] = [
        Context::Library,
        Context::Session,
        Context::Steps,
        Context::Summary,
        Context::History,
        Context::Statistics,
        Context::Exercises,
        Context::Adding,
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
            Context::Steps => "Steps of the session",
            Context::Summary => "Summary",
            Context::History => "History",
            Context::Statistics => "Statistics",
            Context::Exercises => "Exercises",
            Context::Adding => "Add to which routine?",
            Context::Desk => "Desk",
            Context::Figure => "Figure",
            Context::Question => "Stop the session?",
            Context::Resume => "Resume the session?",
            Context::Help => "Keys",
            Context::Anywhere => "Everywhere",
        }
    }
}

/// The action of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Moves one up in the list.
    Up,
    /// Moves one down in the list.
    Down,
    /// Moves a page up.
    PageUp,
    /// Moves a page down.
    PageDown,
    /// Goes to the first.
    First,
    /// Goes to the last.
    Last,
    /// Plays the selection.
    Play,
    /// Opens the selection in the editor.
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
    Toggle,
    /// Pauses.
    Pause,
    /// Completes this set, or ends this rest.
    Done,
    /// Skips to the next step.
    Next,
    /// Goes to the start of the step, or the previous work.
    Back,
    /// Adds 10 s.
    More,
    /// Removes 10 s.
    Less,
    /// Adds a rep to the last set.
    RepMore,
    /// Removes a rep from the last set.
    RepLess,
    /// Opens the selection.
    Enter,
    /// Adds an exercise to a routine.
    Add,
    /// Rates how hard it was, or how much it hurt.
    Rate,
    /// Writes a note.
    Note,
    /// Skips a question.
    Pass,
    /// Resumes after a pause, or the unfinished session.
    Resume,
    /// Postpones a break.
    Snooze,
    /// Restarts the timer: the user got up from the desk.
    GetUp,
    /// To the next of library, history, statistics and exercises.
    Onward,
    /// Goes to the previous one.
    Backward,
    /// Shows the other side of a figure.
    Mirror,
    /// Shows the other end of a figure's movement behind it.
    Ghost,
    /// Shows a figure at another size.
    Resize,
    /// Switches the characters that a figure is drawn with.
    Glyphs,
    /// Mutes or unmutes the sound.
    Mute,
    /// Turns the volume up.
    Louder,
    /// Turns the volume down.
    Quieter,
    /// Asks whether to stop.
    Stop,
    /// Opens the list of steps.
    Steps,
    /// Puts an exercise off to the end.
    PutOff,
    /// Drops an exercise for today.
    Drop,
    /// Stops without asking.
    StopNow,
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

/// The rows of a page of a list.
const PAGE: usize = 10;

impl Action {
    /// The row of a list that it leads to from a row, where `last` is the last one; `None` if it does not move.
    pub fn in_list(self, at: usize, last: usize) -> Option<usize> {
        let to = match self {
            Action::Up => at.saturating_sub(1),
            Action::Down => at.saturating_add(1),
            Action::PageUp => at.saturating_sub(PAGE),
            Action::PageDown => at.saturating_add(PAGE),
            Action::First => 0,
            Action::Last => last,
            _ => return None,
        };
        Some(to.min(last))
    }
}

/// A key that can be bound.
#[derive(Clone, Copy, Debug)]
pub struct BoundKey {
    code: KeyCode,
    modifiers: KeyModifiers,
    /// Its name on screens and in the documentation.
    pub label: &'static str,
}

impl BoundKey {
    /// Whether it can be typed as a line: a letter or a sign, or Enter alone.
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
    /// Its context.
    pub context: Context,
    /// Its keys; the footer shows the first.
    pub keys: &'static [BoundKey],
    /// The action.
    pub action: Action,
    /// A description of a word or two for the footer; empty if the footer omits it.
    pub hint: &'static str,
    /// The description for the help screen and the documentation.
    pub words: &'static str,
}

const fn key(code: KeyCode, label: &'static str) -> BoundKey {
    BoundKey { code, modifiers: KeyModifiers::NONE, label }
}

const fn letter(letter: char, label: &'static str) -> BoundKey {
    key(KeyCode::Char(letter), label)
}

const fn control(letter: char, label: &'static str) -> BoundKey {
    BoundKey { code: KeyCode::Char(letter), modifiers: KeyModifiers::CONTROL, label }
}

const fn row(
    context: Context,
    keys: &'static [BoundKey],
    action: Action,
    hint: &'static str,
    words: &'static str,
) -> Binding {
    Binding { context, keys, action, hint, words }
}

const ENTER: BoundKey = key(KeyCode::Enter, "Enter");
const ESC: BoundKey = key(KeyCode::Esc, "Esc");
const TAB: BoundKey = key(KeyCode::Tab, "Tab");
const BACK_TAB: BoundKey = key(KeyCode::BackTab, "Shift-Tab");
const SPACE: BoundKey = letter(' ', "Space");
const UP: BoundKey = key(KeyCode::Up, "↑");
const DOWN: BoundKey = key(KeyCode::Down, "↓");
const LEFT: BoundKey = key(KeyCode::Left, "←");
const RIGHT: BoundKey = key(KeyCode::Right, "→");

/// The whole table. In a narrow footer, the first hints stay longest.
pub const BINDINGS: &[Binding] = &[
    row(Context::Library, &[ENTER], Action::Play, "play", "play the routine"),
    row(Context::Library, &[SPACE], Action::Resume, "", "resume the unfinished session, if offered"),
    row(
        Context::Library,
        &[TAB],
        Action::Onward,
        "history",
        "open the history, then the statistics, then the exercises",
    ),
    row(Context::Library, &[BACK_TAB], Action::Backward, "", "open the exercises"),
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
    row(Context::Session, &[SPACE, letter('p', "p")], Action::Toggle, "pause", "pause or resume"),
    row(Context::Session, &[ENTER], Action::Done, "done", "finish this set, or skip the wait"),
    row(Context::Session, &[letter('n', "n"), RIGHT], Action::Next, "skip", "skip to the next step"),
    row(
        Context::Session,
        &[letter('b', "b"), LEFT],
        Action::Back,
        "back",
        "restart this step; press twice for the previous set",
    ),
    row(Context::Session, &[letter('+', "+"), UP, letter('=', "=")], Action::More, "10 s", "add 10 seconds"),
    row(Context::Session, &[letter('-', "-"), DOWN], Action::Less, "", "remove 10 seconds"),
    row(Context::Session, &[letter('.', ".")], Action::RepMore, "", "add a rep to the last set"),
    row(Context::Session, &[letter(',', ",")], Action::RepLess, "", "remove a rep from the last set"),
    row(Context::Session, &[letter('q', "q"), ESC], Action::Stop, "stop", "stop (asks first)"),
    row(Context::Session, &[letter('s', "s")], Action::Steps, "", "list the steps: jump, put off, drop"),
    row(Context::Steps, &[ENTER], Action::Enter, "jump", "jump to the exercise; what is passed over is skipped"),
    row(
        Context::Steps,
        &[letter('l', "l")],
        Action::PutOff,
        "later",
        "put what is left of the exercise off to the end",
    ),
    row(Context::Steps, &[letter('d', "d")], Action::Drop, "drop", "drop the exercise for today, in all rounds"),
    row(Context::Steps, &[UP], Action::Up, "", "move up"),
    row(Context::Steps, &[DOWN], Action::Down, "", "move down"),
    row(Context::Steps, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "move up a page"),
    row(Context::Steps, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "move down a page"),
    row(Context::Steps, &[key(KeyCode::Home, "Home")], Action::First, "", "go to the first"),
    row(Context::Steps, &[key(KeyCode::End, "End")], Action::Last, "", "go to the last"),
    row(Context::Steps, &[SPACE, letter('p', "p")], Action::Toggle, "pause", "pause or resume"),
    row(Context::Steps, &[ESC, letter('s', "s"), letter('q', "q")], Action::Close, "close", "close"),
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
    row(Context::Statistics, &[TAB], Action::Onward, "exercises", "open the exercises"),
    row(Context::Statistics, &[BACK_TAB], Action::Backward, "", "open the history"),
    row(Context::Statistics, &[RIGHT], Action::Next, "routine", "next routine; all of them come first"),
    row(Context::Statistics, &[LEFT], Action::Back, "", "previous routine"),
    row(Context::Statistics, &[UP], Action::Up, "", "scroll the exercises up"),
    row(Context::Statistics, &[DOWN], Action::Down, "", "scroll the exercises down"),
    row(Context::Statistics, &[ESC, letter('q', "q")], Action::Close, "back", "go back to the library"),
    row(Context::Exercises, &[ENTER], Action::Enter, "read", "read all of the exercise, or close the text"),
    row(Context::Exercises, &[letter('a', "a")], Action::Add, "add", "add the exercise to a routine"),
    row(Context::Exercises, &[letter('/', "/")], Action::Filter, "filter", "filter (or just start typing)"),
    row(Context::Exercises, &[TAB], Action::Onward, "library", "open the library"),
    row(Context::Exercises, &[BACK_TAB], Action::Backward, "", "open the statistics"),
    row(Context::Exercises, &[UP], Action::Up, "", "move up, or scroll the text"),
    row(Context::Exercises, &[DOWN], Action::Down, "", "move down, or scroll the text"),
    row(Context::Exercises, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "move up a page"),
    row(Context::Exercises, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "move down a page"),
    row(Context::Exercises, &[key(KeyCode::Home, "Home")], Action::First, "", "go to the first"),
    row(Context::Exercises, &[key(KeyCode::End, "End")], Action::Last, "", "go to the last"),
    row(
        Context::Exercises,
        &[key(KeyCode::Backspace, "Backspace")],
        Action::Erase,
        "",
        "delete a character of the filter",
    ),
    row(
        Context::Exercises,
        &[ESC, letter('q', "q")],
        Action::Close,
        "back",
        "close the text or the filter, or go back",
    ),
    row(Context::Adding, &[ENTER], Action::Enter, "add", "add it to the routine"),
    row(Context::Adding, &[UP], Action::Up, "", "move up"),
    row(Context::Adding, &[DOWN], Action::Down, "", "move down"),
    row(Context::Adding, &[key(KeyCode::PageUp, "PgUp")], Action::PageUp, "", "move up a page"),
    row(Context::Adding, &[key(KeyCode::PageDown, "PgDn")], Action::PageDown, "", "move down a page"),
    row(Context::Adding, &[key(KeyCode::Home, "Home")], Action::First, "", "go to the first"),
    row(Context::Adding, &[key(KeyCode::End, "End")], Action::Last, "", "go to the last"),
    row(Context::Adding, &[ESC, letter('q', "q")], Action::Close, "cancel", "do not add it"),
    row(Context::Desk, &[ENTER], Action::Play, "break", "take the break: play its routine"),
    row(Context::Desk, &[letter('s', "s")], Action::Snooze, "snooze", "put off a break that is due"),
    row(Context::Desk, &[letter('d', "d")], Action::GetUp, "I got up", "I got up: restart the timer"),
    row(Context::Desk, &[letter('q', "q")], Action::Quit, "quit", "quit"),
    row(Context::Figure, &[SPACE], Action::Toggle, "pause", "pause or resume"),
    row(Context::Figure, &[LEFT], Action::Back, "", "go back an eighth of a move"),
    row(Context::Figure, &[RIGHT], Action::Next, "step", "go forward an eighth of a move"),
    row(Context::Figure, &[letter('s', "s")], Action::Mirror, "side", "the other side"),
    row(
        Context::Figure,
        &[letter('z', "z")],
        Action::Resize,
        "size",
        "switch between the sizes of a session and the whole screen",
    ),
    row(Context::Figure, &[letter('o', "o")], Action::Ghost, "ghost", "show the other end of the movement behind it"),
    row(Context::Figure, &[letter('n', "n"), TAB], Action::Onward, "next", "next figure"),
    row(Context::Figure, &[letter('p', "p"), BACK_TAB], Action::Backward, "", "previous figure"),
    row(Context::Figure, &[letter('q', "q"), ESC], Action::Close, "quit", "quit"),
    row(Context::Figure, &[letter('-', "-")], Action::Less, "slower", "slower"),
    row(Context::Figure, &[letter('+', "+"), letter('=', "=")], Action::More, "faster", "faster"),
    row(Context::Figure, &[letter('g', "g")], Action::Glyphs, "glyphs", "switch the characters it is drawn with"),
    row(Context::Question, &[letter('y', "y"), ENTER], Action::StopNow, "stop", "stop the session"),
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

/// The action of a key in a context.
pub fn action(context: Context, event: KeyEvent) -> Option<Action> {
    // Shift is part of the character; other modifiers make another key. Caps Lock makes no difference for letters.
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

/// The rows of a context.
pub fn rows(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |row| row.context == context)
}

/// The footer's hints for a context: key and word.
pub fn hints(context: Context) -> Vec<(&'static str, &'static str)> {
    // The preview of figures has no sound and no help screen.
    let everywhere = rows(Context::Anywhere).filter(|_| context != Context::Figure);
    rows(context)
        .chain(everywhere)
        .filter(|row| !row.hint.is_empty())
        .map(|row| (row.keys[0].label, row.hint))
        .collect()
}

/// The table for the documentation.
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
        assert_eq!(action(Context::Session, press(KeyCode::Char(' '))), Some(Action::Toggle));
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
    fn a_letter_with_control_or_alt_is_not_typed() {
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
