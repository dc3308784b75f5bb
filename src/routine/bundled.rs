//! The routines and exercises that are inside the program.

/// A bundled file: its stem and its text.
pub type File = (&'static str, &'static str);

/// The files of a folder by their stems.
macro_rules! files {
    ($folder:literal: $($stem:literal)*) => {
        [$(($stem, include_str!(concat!("../../", $folder, "/", $stem, ".toml")))),*]
    };
}

/// The routines, in the order in which the library shows them.
pub static ROUTINES: [File; 6] = files! {"routines":
    "daily"
    "desk-break"
    "clinic"
    "runner"
    "tabata"
    "self-test"
};

/// The exercise library, in the order of the stems: they are searched by halving.
pub static EXERCISES: [File; 21] = files! {"routines/exercises":
    "banded-clamshell"
    "clamshell"
    "foam-roll-hip-flexors"
    "foam-roll-quads"
    "glute-bridge"
    "glute-squeeze"
    "hamstring-stretch"
    "hip-flexor-stretch"
    "kettlebell-squat"
    "lateral-step-up"
    "leg-lift"
    "lying-leg-raise"
    "mirror-squat"
    "prone-hip-extension"
    "short-walk"
    "side-lunge"
    "side-step"
    "squat"
    "stair-climb"
    "standing-hamstring-stretch"
    "standing-march"
};
