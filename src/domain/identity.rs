//! Numbers by which people and their accounts are known, as far as they say by themselves whether they are written right.

use jiff::civil::Date;

/// Whether it is a resident's identity number: eighteen characters, with a day of birth and a check character (GB 11643—1999).
pub fn is_resident_id(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let Some((first, last)) = number.is_ascii().then(|| number.split_at_checked(17)).flatten() else {
        return false;
    };
    let digits: Vec<u32> = first.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != WEIGHTS.len() {
        return false;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = CHECKS.get(sum as usize % CHECKS.len());
    let born = first.get(6..14).is_some_and(|born| Date::strptime("%Y%m%d", born).is_ok());
    born && check.is_some_and(|check| last.chars().eq([*check]))
}

/// Whether the last digit of a card's number is the one that follows from the others (ISO/IEC 7812-1, Luhn); accounts that are no cards do
/// not keep to it.
pub fn is_card(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| (13..=19).contains(&digits.len())) else { return false };
    let doubled = |(place, digit): (usize, &u32)| match place % 2 {
        1 if *digit > 4 => digit * 2 - 9,
        1 => digit * 2,
        _ => *digit,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_in_a_number_is_found() {
        assert!(is_resident_id("11010519491231002X"));
        for wrong in
            ["11010519491231002x", "110105194912310021", "11010519491331002X", "1101051949123100", "", "十一"]
        {
            assert!(!is_resident_id(wrong), "{wrong}");
        }
        assert!(is_card("4111111111111111") && !is_card("4111111111111112") && !is_card("41111"));
    }
}
