//! Where the picture is on the cells.

use ratatui::layout::Size;

use crate::figure::{Extent, Rig};

/// The position of the picture on the cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Camera {
    /// The area that is shown, in units.
    pub(super) extent: Extent,
    /// Cells to a unit, across.
    pub(super) scale: f32,
    /// The cells that are used.
    pub(super) size: Size,
    /// The column of cells at which the picture begins.
    pub(super) left: f32,
    /// Whether the last row shows the floor.
    pub(super) floor: bool,
}

impl Camera {
    /// The whole movement at the largest scale that fits, over the whole width, its floor on the last row.
    pub(super) fn new(rig: &Rig, area: Size) -> Camera {
        let extent = rig.extent;
        let floor = rig.floor && area.height > 1;
        let (width, height) = (f32::from(area.width), f32::from(area.height - u16::from(floor)));
        // A cell is twice as high as wide.
        let scale = (width / extent.width().max(1.0)).min(2.0 * height / extent.height().max(1.0));
        let rows = (extent.height() * scale / 2.0).ceil().clamp(0.0, height);
        // Between 0 and the height of the area, which came from a `u16`.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rows = rows as u16 + u16::from(floor);
        let left = (width - extent.width() * scale) / 2.0;
        Camera { extent, scale, size: Size::new(area.width, rows), left, floor }
    }
}
