//! Strokes: shapes in drawing order, each in an ink. The widget decides how an ink looks and which cells it fills.

use super::{
    rig::Rig,
    shape::{Blend, Detail, Extent, Ink, Stroke},
};

/// The number of moments of each move that are measured.
const SAMPLES: u16 = 8;

impl Rig {
    /// All strokes of a moment, in drawing order; `ghost` is another moment to show behind it. `dots` is the number of
    /// dots to a unit: details smaller than a dot are omitted.
    pub fn strokes(&self, at: f32, ghost: Option<f32>, dots: f32) -> Vec<Stroke> {
        let (joints, detail) = (self.joints(at), Detail::of(dots));
        let mut strokes = Vec::with_capacity(48);
        self.props_behind(&joints, dots, &mut strokes);
        if let Some(ghost) = ghost {
            let mut behind = Vec::with_capacity(32);
            self.body(&self.joints(ghost), Detail::Coarse, &mut behind);
            let whole = behind.into_iter().filter(|stroke| stroke.blend != Blend::Within);
            strokes.push(Stroke::over(Ink::Ghost, whole.flat_map(|stroke| stroke.paths).collect()));
        }
        self.body(&joints, detail, &mut strokes);
        self.props_before(&joints, &mut strokes);
        strokes
    }

    /// The area that all poses, the moves between them and the props cover; or the crop.
    pub(super) fn measure(&self) -> Extent {
        if let Some(crop) = self.crop {
            return crop;
        }
        let moments = (0..self.moves() * SAMPLES).map(|sample| f32::from(sample) / f32::from(SAMPLES));
        let strokes = moments.flat_map(|at| self.strokes(at, None, 0.0));
        let paths = strokes.flat_map(|stroke| stroke.paths);
        let all = paths.fold(Extent::NONE, |all, path| all.with(path.extent()));
        Extent { bottom: if self.floor { 0.0 } else { all.bottom.min(0.0) }, ..all }
    }
}
