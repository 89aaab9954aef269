//! Mutated input of every sort that comes from outside: sheets, packs, scripts, stored rows and packages. Whatever comes, it is taken or
//! refused; nothing panics, takes longer than [`HANG`] or needs more than [`MEMORY_MB`].
//!
//! `fuzz SECONDS SEED` goes on for as long; each input follows from the seed and its number, so `fuzz 0 SEED NUMBER` runs one
//! again, and `fuzz SECONDS SEED packages` tries nothing but packages. `cargo xtask fuzz` runs one process a core.
#![allow(clippy::expect_used, reason = "tests, and what they share")]

mod mutate;
#[path = "../offices/mod.rs"]
mod offices;
mod packages;
mod packs;
mod rows;
mod sheets;
#[path = "../xls/mod.rs"]
mod xls_book;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    process::exit,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use cpu_time::ProcessTime;
use fastrand::Rng;
use peak_alloc::PeakAlloc;

/// Longer than any input may take, of a processor: on a busy machine everything takes longer.
const HANG: Duration = Duration::from_secs(2);
/// More than any input may need, beside what was there before.
const MEMORY_MB: f32 = 500.0;

/// Which target the inputs try in turn. Scripts take the longest; sheets come from everywhere.
const TURNS: [usize; 12] = [0, 3, 0, 1, 4, 0, 3, 0, 2, 0, 3, 4];

/// Makes an input of what the generator says, and tries it.
type Target = Box<dyn FnMut(&mut Rng)>;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The input at which we are, and when it began, in milliseconds of the processor since the start and one; 0 between two.
static NUMBER: AtomicU64 = AtomicU64::new(0);
static BEGAN: AtomicU64 = AtomicU64::new(0);

fn main() {
    let arguments: Vec<u64> = env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [seconds, seed, ref only @ ..] = arguments[..] else {
        eprintln!("fuzz SECONDS SEED [NUMBER] [TARGET]");
        exit(2);
    };
    let start = ProcessTime::now();
    watch(start, seed);
    let mut targets: [(&str, Target); 5] = [
        ("sheets", Box::new(sheets::target())),
        ("packs", Box::new(packs::target())),
        ("scripts", Box::new(packs::scripts())),
        ("rows", Box::new(rows::target())),
        ("packages", Box::new(packages::target())),
    ];
    let wanted = targets.iter().position(|(name, _)| env::args().any(|word| word == *name));
    let (mut tried, mut took, mut failed) = ([0_u64; 5], [Duration::ZERO; 5], 0);
    let begun = Instant::now();
    for number in only.first().copied().unwrap_or_default().. {
        if only.is_empty() && begun.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        let turn = usize::try_from(number).expect("a number") % TURNS.len();
        let place = wanted.unwrap_or(TURNS[turn]);
        let (name, target) = &mut targets[place];
        let mut rng = Rng::with_seed(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage_as_mb();
        NUMBER.store(number, Relaxed);
        BEGAN.store(milliseconds(start) + 1, Relaxed);
        let at = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| target(&mut rng)));
        BEGAN.store(0, Relaxed);
        let needed = ALLOCATOR.peak_usage_as_mb() - before;
        if ended.is_err() || needed > MEMORY_MB {
            failed += 1;
            println!("fuzz: {name}: input {number} of seed {seed} failed ({needed:.0} MB)");
        }
        tried[place] += 1;
        took[place] += at.elapsed();
        if !only.is_empty() {
            break;
        }
    }
    let of_each: Vec<_> = (targets.iter().zip(tried).zip(took))
        .map(|(((name, _), tried), took)| format!("{name} {tried} in {} s", took.as_secs()))
        .collect();
    println!("fuzz: seed {seed}: {} ({})", tried.iter().sum::<u64>(), of_each.join(", "));
    // As the test runners count.
    println!(
        "test result: {}. {} passed; {failed} failed",
        if failed == 0 { "ok" } else { "FAILED" },
        5 - failed.min(5)
    );
    exit(i32::from(failed > 0));
}

fn milliseconds(since: ProcessTime) -> u64 {
    u64::try_from(since.elapsed().as_millis()).expect("no such time")
}

/// Says which input does not come to its end, and ends the process.
fn watch(start: ProcessTime, seed: u64) {
    thread::spawn(move || {
        loop {
            thread::sleep(HANG / 10);
            let began = BEGAN.load(Relaxed);
            let over = began > 0 && Duration::from_millis(milliseconds(start) + 1 - began) > HANG;
            if over {
                let number = NUMBER.load(Relaxed);
                println!("fuzz: input {number} of seed {seed} takes longer than {HANG:?}");
                exit(1);
            }
        }
    });
}
