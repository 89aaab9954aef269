//! Sub-rows as one text, for a cell of a sheet and the value of a form.

/// Sub-rows as one text: a line a row, cells between `|`. Rows without any text are left out.
pub fn join_rows(rows: &[Vec<String>]) -> String {
    let escape = |cell: &String| cell.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n");
    let lines = rows
        .iter()
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|row| row.iter().map(escape).collect::<Vec<_>>().join(" | "));
    lines.collect::<Vec<_>>().join("\n")
}

/// The inverse of [`join_rows`], each row filled up to this many cells.
pub fn split_rows(text: &str, columns: usize) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let mut row: Vec<_> = cells(line).into_iter().map(|cell| cell.trim().to_owned()).collect();
        row.resize(columns, String::new());
        row
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(row).collect()
}

/// Splits at `|`; `\|`, `\\` and `\n` stand for themselves.
pub(super) fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut escaped) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match (escaped, c) {
            (true, 'n') => cell.push('\n'),
            (true, c) => cell.push(c),
            (false, '\\') => {
                escaped = true;
                continue;
            }
            (false, '|') => cells.push(std::mem::take(&mut cell)),
            (false, c) => cell.push(c),
        }
        escaped = false;
    }
    cells.push(cell);
    cells
}
