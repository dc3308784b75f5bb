//! Table columns aligned by display width.

use unicode_width::UnicodeWidthStr;

/// The widths of the columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    widths: Vec<usize>,
    right: Vec<usize>,
}

impl Columns {
    /// Wide enough for these rows; the columns named in `right` are aligned on the right.
    pub(super) fn of(rows: &[Vec<String>], right: &[usize]) -> Columns {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
        Columns { widths: (0..count).map(width).collect(), right: right.to_vec() }
    }

    /// One row, without trailing spaces. A column that is empty in every row is omitted.
    pub(super) fn line(&self, row: &[String]) -> String {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&self.widths).enumerate().filter(|(_, (_, width))| **width > 0) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            let space = " ".repeat(width.saturating_sub(cell.width()));
            if self.right.contains(&at) {
                line.extend([space.as_str(), cell]);
            } else {
                line.extend([cell, space.as_str()]);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let rows = [row(["a", "1", "", "x"]), row(["日本", "12", "", ""])];
        let columns = Columns::of(&rows, &[1]);
        assert_eq!(columns.line(&rows[0]), "a      1  x");
        assert_eq!(columns.line(&rows[1]), "日本  12");
    }
}
