//! The format of decoded sounds: mono samples at one rate.

use std::{num::NonZero, sync::Arc};

/// The sample rate of the timeline and of everything that it plays.
pub(super) const RATE: NonZero<u32> = NonZero::new(48_000).expect("not zero");
/// The channels of the timeline.
pub(super) const MONO: NonZero<u16> = NonZero::new(1).expect("not zero");

/// The samples of one sound, shared by all voices that play it.
pub(super) type Samples = Arc<[f32]>;
