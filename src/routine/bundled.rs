//! The routines and exercises that are inside the program.

/// A bundled file: its stem and its text.
pub type File = (&'static str, &'static str);

/// The routines, in the order in which the library shows them.
pub const ROUTINES: [File; 6] = [
    ("daily", include_str!("../../routines/daily.toml")),
    ("desk-break", include_str!("../../routines/desk-break.toml")),
    ("clinic", include_str!("../../routines/clinic.toml")),
    ("runner", include_str!("../../routines/runner.toml")),
    ("tabata", include_str!("../../routines/tabata.toml")),
    ("self-test", include_str!("../../routines/self-test.toml")),
];

/// The exercise library.
pub const EXERCISES: [File; 21] = [
    ("banded-clamshell", include_str!("../../routines/exercises/banded-clamshell.toml")),
    ("clamshell", include_str!("../../routines/exercises/clamshell.toml")),
    ("foam-roll-hip-flexors", include_str!("../../routines/exercises/foam-roll-hip-flexors.toml")),
    ("foam-roll-quads", include_str!("../../routines/exercises/foam-roll-quads.toml")),
    ("glute-bridge", include_str!("../../routines/exercises/glute-bridge.toml")),
    ("glute-squeeze", include_str!("../../routines/exercises/glute-squeeze.toml")),
    ("hamstring-stretch", include_str!("../../routines/exercises/hamstring-stretch.toml")),
    ("hip-flexor-stretch", include_str!("../../routines/exercises/hip-flexor-stretch.toml")),
    ("kettlebell-squat", include_str!("../../routines/exercises/kettlebell-squat.toml")),
    ("lateral-step-up", include_str!("../../routines/exercises/lateral-step-up.toml")),
    ("leg-lift", include_str!("../../routines/exercises/leg-lift.toml")),
    ("lying-leg-raise", include_str!("../../routines/exercises/lying-leg-raise.toml")),
    ("mirror-squat", include_str!("../../routines/exercises/mirror-squat.toml")),
    ("prone-hip-extension", include_str!("../../routines/exercises/prone-hip-extension.toml")),
    ("short-walk", include_str!("../../routines/exercises/short-walk.toml")),
    ("side-lunge", include_str!("../../routines/exercises/side-lunge.toml")),
    ("side-step", include_str!("../../routines/exercises/side-step.toml")),
    ("squat", include_str!("../../routines/exercises/squat.toml")),
    ("stair-climb", include_str!("../../routines/exercises/stair-climb.toml")),
    ("standing-hamstring-stretch", include_str!("../../routines/exercises/standing-hamstring-stretch.toml")),
    ("standing-march", include_str!("../../routines/exercises/standing-march.toml")),
];
