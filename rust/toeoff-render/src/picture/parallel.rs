//! Work on several threads, results in order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of `work` for 0..n, in that order, whatever the number of threads.
pub fn map<T: Send>(n: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(n));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut own = Vec::new();
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= n {
                        break;
                    }
                    own.push((i, work(i)));
                }
                done.lock().expect("no thread panics while it holds the lock").append(&mut own);
            });
        }
    });
    let mut done = done.into_inner().expect("a panic of a thread has been passed on by the scope");
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_come_in_order_from_any_number_of_threads() {
        let wanted: Vec<usize> = (0..100).map(|i| i * i).collect();
        for threads in [1, 2, 7] {
            assert_eq!(map(100, threads, |i| i * i), wanted);
        }
        assert!(map(0, 2, |i| i).is_empty());
    }
}
