//! What is done with untrusted bytes, one function for each fuzz target: it panics where something is wrong. `TARGETS`
//! lists them with the files that their seeds come from.

// The two readers are private to the program, and need nothing of it.
#[allow(dead_code)]
#[path = "../../src/terminal/keys.rs"]
mod key_reader;
#[allow(dead_code)]
#[path = "../../src/audio/output/wire.rs"]
mod wire_reader;
/// What the wire needs of the sockets: a server of a fuzzer has no cookie.
mod socket {
    pub fn cookie() -> Option<Vec<u8>> {
        None
    }
}

use std::{
    io::Write,
    os::unix::net::UnixListener,
    path::PathBuf,
    str,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use crossterm::event::Event;
use jiff::{civil::date, tz::Offset};
use pulseaudio::protocol;
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use unsit::{
    base::{
        cue::Cues,
        diagnostic::{Diagnostic, Source, any_error},
        text,
    },
    config::Config,
    history::{
        done,
        stats::{self, Day, Schedules},
        store::History,
    },
    import,
    routine::{self, Library},
    session::{plan::Plan, player::rehearse},
    ui::{
        theme::{Colours, Dots},
        widgets::figure::{Drawing, Palette},
    },
};

/// A target: its name, what it does, and the files with its seeds below the folder of the project, each a file or a
/// folder and the end of the names in it.
pub type Target = (&'static str, fn(&[u8]), &'static [(&'static str, &'static str)]);

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("routine", routine, &[("routines", "toml"), ("tests/files/invalid", "toml")]),
    ("figure", figure, &[("routines/exercises", "toml")]),
    ("config", config, &[("docs/settings.md", "")]),
    ("sheet", sheet, &[("tests/files/sheets.json", ""), ("docs/routines.md", "")]),
    ("history", history, &[("docs/history.md", "")]),
    ("keys", keys, &[("fuzz/seeds/keys", "")]),
    ("sound", sound, &[("tests/files/sounds", ""), ("sounds", "wav"), ("sounds/voice", "ogg")]),
    ("wire", wire, &[("fuzz/seeds/wire", "")]),
];

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

/// The errors and warnings are few and printable.
fn is_fit(found: &[Diagnostic]) {
    assert!(found.len() <= 202);
    for diagnostic in found {
        let drawn = diagnostic.draw(false, false);
        assert!(!drawn.chars().any(|character| character != '\n' && text::is_unsafe(character)), "{drawn}");
        assert!(drawn.len() <= 2048, "{drawn}");
    }
}

/// A routine, from its text to its last cue.
pub fn routine(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let checked = routine::read(Source { name: "fuzz.toml", text }, &LIBRARY, &Cues::default());
    assert!(checked.routine.is_some() || any_error(&checked.found), "refused without an error");
    is_fit(&checked.found);
    if let Some(routine) = checked.routine {
        let plan = Arc::new(Plan::new(&routine));
        let mut last = None;
        for due in rehearse(&plan).take(100_000) {
            assert!(last.is_none_or(|last| last <= due.at), "due times go back");
            last = Some(due.at);
        }
    }
}

/// An exercise with a figure, from its text to the cells of a screen.
pub fn figure(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (figure, found) = routine::figure_of(Source { name: "fuzz.toml", text }, &LIBRARY);
    is_fit(&found);
    let Some(figure) = figure else { return };
    let palette = Palette::new(Colours::Direct, false);
    for (width, height) in [(1, 1), (24, 10), (60, 30)] {
        for (at, dots) in [(0.0, Dots::Octants), (0.37, Dots::Quadrants), (1.5, Dots::Braille), (-3.0, Dots::Octants)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            Drawing::new(&figure, dots, &palette)
                .at(at)
                .ghost(Some(1.0))
                .flip(at > 1.0)
                .render(buffer.area, &mut buffer);
            let symbols = buffer.content().iter().map(|cell| cell.symbol());
            assert!(symbols.flat_map(str::chars).all(|character| !text::is_unsafe(character)));
        }
    }
}

/// The settings.
pub fn config(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (config, found) = Config::parse(Source { name: "config.toml", text });
    is_fit(&found);
    assert!(config.volume <= 100 && config.voice_volume <= 100);
}

/// A physiotherapist's sheet; the output must be a valid routine.
pub fn sheet(bytes: &[u8]) {
    let Ok(sheet) = str::from_utf8(bytes) else { return };
    let read = import::read(sheet, &LIBRARY);
    if read.refused.is_some() || read.exercises() == 0 {
        return;
    }
    let text = import::file("Fuzz", &read, &LIBRARY);
    let checked = routine::read(Source { name: "fuzz.toml", text: &text }, &LIBRARY, &Cues::default());
    assert!(checked.routine.is_some(), "{:?}\n{text}", checked.found);
}

/// Lines of a history, up to the statistics.
pub fn history(bytes: &[u8]) {
    let mut history = History::default();
    history.read("fuzz.jsonl", 1, bytes);
    history.settle();
    let today = Day { date: date(2026, 3, 4), offset: Offset::UTC };
    let streak = stats::streak(stats::of(&history, None), &Schedules::default(), today);
    assert!(streak.current <= streak.longest);
    stats::weeks(&stats::calendar(stats::of(&history, None)), today.date, 52);
    done::exercises(stats::of(&history, None));
    let printable = |text: &str| !text.contains(text::is_unsafe);
    assert!(
        history.sessions().iter().all(|past| printable(&past.id) && printable(&past.name) && printable(&past.routine))
    );
}

/// The bytes of a terminal: however they are cut, the keys are the same, and none is as long as the bytes allow.
pub fn keys(bytes: &[u8]) {
    let read = |pieces: &[&[u8]]| {
        let (mut reader, mut events) = (key_reader::KeyReader::default(), Vec::new());
        pieces.iter().for_each(|piece| reader.take(piece, &mut events));
        reader.give_up(&mut events);
        assert!(!reader.is_waiting());
        events
    };
    let whole = read(&[bytes]);
    assert!(whole.len() <= bytes.len() + 1);
    for event in &whole {
        if let Event::Paste(text) = event {
            assert!(text.len() <= 3 * 64 * 1024);
        }
    }
    let (before, after) = bytes.split_at(bytes.len() / 2);
    assert_eq!(whole, read(&[before, after]));
}

/// An untrusted sound file.
pub fn sound(bytes: &[u8]) {
    let _ = unsit::audio::check(bytes.to_vec());
}

/// What a sound server says, from its first byte on.
pub fn wire(bytes: &[u8]) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("unsit-fuzz-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let path: PathBuf = std::env::temp_dir().join(name);
    let listener = UnixListener::bind(&path).expect("a socket can be made");
    let said = bytes.to_vec();
    let server = thread::spawn(move || {
        if let Ok((mut socket, _)) = listener.accept() {
            let _ = socket.write_all(&said);
            let _ = socket.shutdown(std::net::Shutdown::Write);
            let _ = std::io::copy(&mut socket, &mut std::io::sink());
        }
    });
    if let Ok(mut wire) = wire_reader::Wire::connect(&path, wire_reader::NAME) {
        while wire.receive().is_ok() {
            let _: Result<protocol::CreatePlaybackStreamReply, _> = wire.answer();
            let _: Result<protocol::PlaybackLatency, _> = wire.answer();
            assert!(wire.owed() <= 48_000 * 4);
        }
    }
    let _ = std::fs::remove_file(&path);
    server.join().expect("the server says what it has to say");
}
