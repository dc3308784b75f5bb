//! What all sounds are decoded to: mono samples at one rate.

use std::{num::NonZero, sync::Arc};

/// Samples a second, of the timeline and of all that it plays.
pub(super) const RATE: NonZero<u32> = NonZero::new(48_000).expect("not zero");
/// The channels of the timeline.
pub(super) const MONO: NonZero<u16> = NonZero::new(1).expect("not zero");

/// The samples of one sound, shared by all that play it.
pub(super) type Samples = Arc<[f32]>;
