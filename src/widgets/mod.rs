//! Drawings that know numbers and the theme, not the app. Each fills the area that it is given and nothing beside
//! it, at any size, and draws the same for the same values.

pub mod band;
pub mod bar;
pub mod digits;
pub mod figure;
pub mod keys;
mod letters;
pub mod steps;
pub mod tempo;
pub mod words;
