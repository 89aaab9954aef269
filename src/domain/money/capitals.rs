//! Amounts in capitals, as payment documents write them so that nobody can alter a digit (支付结算办法, annex 1).

use super::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Within four digits, and after each four.
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const FOURS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

impl Money {
    /// `壹仟肆佰零玖元伍角整`.
    pub fn in_capitals(self) -> String {
        let fen = self.0.unsigned_abs();
        let (yuan, jiao, fen) = (fen / 100, digit(fen / 10 % 10), digit(fen % 10));
        let mut text = String::from(if self.0 < 0 { "负" } else { "" });
        if yuan > 0 {
            write_whole(&mut text, yuan);
        }
        match (jiao, fen) {
            (None, None) if yuan == 0 => text.push_str("零元整"),
            (None, None) => text.push('整'),
            (Some(jiao), None) => text.extend([jiao, '角', '整']),
            (Some(jiao), Some(fen)) => text.extend([jiao, '角', fen, '分']),
            (None, Some(fen)) if yuan == 0 => text.extend([fen, '分']),
            (None, Some(fen)) => text.extend(['零', fen, '分']),
        }
        text
    }
}

/// `None` of a zero, which is written in few places.
fn digit(of: u64) -> Option<char> {
    usize::try_from(of).ok().filter(|of| *of > 0).and_then(|of| DIGITS.get(of)).copied()
}

fn write_whole(text: &mut String, yuan: u64) {
    let digits = yuan.to_string();
    let (mut zeros, mut of_four) = (false, false);
    for (place, c) in (0..digits.len()).rev().zip(digits.bytes()) {
        match digit(u64::from(c - b'0')) {
            Some(digit) => {
                if zeros {
                    text.push('零');
                }
                text.push(digit);
                text.push_str(PLACES.get(place % 4).copied().unwrap_or_default());
                (zeros, of_four) = (false, true);
            }
            None => zeros = true,
        }
        if place % 4 == 0 {
            if of_four {
                text.push_str(FOURS.get(place / 4).copied().unwrap_or_default());
            }
            of_four = false;
        }
    }
    text.push('元');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_a_bank_writes_them() {
        for (fen, text) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (10_000_000, "壹拾万元整"),
            (10_700_053, "壹拾万零柒仟元伍角叁分"),
            (10_000_000_100, "壹亿零壹元整"),
            (-100_000, "负壹仟元整"),
        ] {
            assert_eq!(Money::fen(fen).in_capitals(), text, "{fen}");
        }
    }
}
