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
pub static EXERCISES: [File; 66] = files! {"routines/exercises":
    "ankle-circle"
    "ankle-pump"
    "banded-clamshell"
    "bird-dog"
    "bridge-march"
    "burpee"
    "calf-raise"
    "clamshell"
    "donkey-kick"
    "fire-hydrant"
    "foam-roll-hip-flexors"
    "foam-roll-quads"
    "forward-lunge"
    "frog-bridge"
    "glute-bridge"
    "glute-squeeze"
    "hamstring-stretch"
    "heel-drop"
    "heel-slide"
    "high-knees"
    "hip-flexor-stretch"
    "hip-hike"
    "hip-hinge"
    "hip-thrust"
    "jumping-jack"
    "kettlebell-squat"
    "lateral-step-up"
    "leg-lift"
    "lying-leg-raise"
    "mini-squat"
    "mirror-squat"
    "monster-walk"
    "prone-hip-extension"
    "push-up"
    "push-up-rotation"
    "quad-set"
    "reverse-clamshell"
    "reverse-lunge"
    "romanian-deadlift"
    "seated-knee-extension"
    "short-arc-quad"
    "short-walk"
    "side-lunge"
    "side-step"
    "single-leg-balance"
    "single-leg-bridge"
    "single-leg-calf-raise"
    "single-leg-deadlift"
    "sit-to-stand"
    "split-squat"
    "squat"
    "stair-climb"
    "standing-hamstring-curl"
    "standing-hamstring-stretch"
    "standing-hip-abduction"
    "standing-hip-extension"
    "standing-march"
    "step-down"
    "step-up"
    "straight-leg-raise"
    "tandem-stance"
    "toe-raise"
    "towel-scrunch"
    "triceps-dip"
    "wall-push-up"
    "wall-sit"
};
