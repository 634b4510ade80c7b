//! A finding's table as aligned lines.

use textwrap::core::display_width;

use crate::finding::Table;
use crate::text::printable;

/// The widest cell, in columns of a terminal: names come from the input.
const WIDEST: usize = 24;

/// The table in lines: the first column aligned to the left, the numbers to the right.
pub(crate) fn lines(table: &Table) -> Vec<String> {
    let head = table.head.iter().map(|title| (*title).to_owned()).collect();
    let rows = std::iter::once(head).chain(table.rows.iter().cloned());
    let rows: Vec<Vec<String>> = rows
        .map(|row| row.iter().map(|cell| clipped(cell)).collect())
        .collect();
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| display_width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.head.len()).map(widest).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| {
            let space = " ".repeat(width.saturating_sub(display_width(cell)));
            match column {
                0 => format!("{cell}{space}"),
                _ => format!("{space}{cell}"),
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn clipped(cell: &str) -> String {
    let cell = printable(cell);
    if display_width(&cell) <= WIDEST {
        return cell.into_owned();
    }
    let mut clipped = String::new();
    for letter in cell.chars() {
        if display_width(&clipped) + display_width(letter.encode_utf8(&mut [0; 4])) >= WIDEST {
            break;
        }
        clipped.push(letter);
    }
    clipped + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_names_clipped() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let table = Table {
            head: vec!["pool", "nodes", "addresses"],
            rows: vec![
                row(["system", "3", "87"]),
                row(["集群", "1,000", "29,000"]),
                row([&"x".repeat(90), "1", "29"]),
            ],
            note: String::new(),
        };
        let clipped = format!("{}…      1         29", "x".repeat(23));
        let gap = " ".repeat(18);
        assert_eq!(
            lines(&table),
            [
                format!("pool  {gap}  nodes  addresses"),
                format!("system{gap}      3         87"),
                format!("集群  {gap}  1,000     29,000"),
                clipped,
            ]
        );
    }
}
