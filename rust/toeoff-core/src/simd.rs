//! Loops compiled for the widest registers of the machine at hand.
//!
//! The wheel runs on every x86-64 processor, so the compiler may use SSE2 only. What [`widest`] declares is compiled a
//! second time for AVX2, and the processor is asked which of the two to run. The operations are the same in the same
//! order, so that the results are equal to the last bit.

/// Declares a function that calls another one as compiled for the widest registers.
///
/// Only what is inlined is compiled anew: the function called is marked `#[inline(always)]`, and so is every function
/// that it calls in a loop. Plain loops, since closures of iterators and of `array::map` are not always inlined.
macro_rules! widest {
    ($(#[$meta:meta])* $vis:vis fn $name:ident$(<const $n:ident: usize>)?($($argument:ident: $kind:ty),* $(,)?) -> $answer:ty = $work:path;) => {
        $(#[$meta])*
        $vis fn $name$(<const $n: usize>)?($($argument: $kind),*) -> $answer {
            struct Call<Arguments>(Arguments);
            impl$(<const $n: usize>)? pulp::NullaryFnOnce for Call<($($kind,)*)> {
                type Output = $answer;
                #[inline(always)]
                fn call(self) -> $answer {
                    let Call(($($argument,)*)) = self;
                    $work($($argument),*)
                }
            }
            pulp::Arch::new().dispatch(Call(($($argument,)*)))
        }
    };
}

/// The same for work that handles registers itself: it gets the [`pulp::Simd`] of the machine before its arguments.
/// For loops over four numbers, which the compiler takes apart.
macro_rules! registers {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) -> $answer:ty = $work:path;) => {
        $(#[$meta])*
        $vis fn $name($($argument: $kind),*) -> $answer {
            struct Call<Arguments>(Arguments);
            impl pulp::WithSimd for Call<($($kind,)*)> {
                type Output = $answer;
                #[inline(always)]
                fn with_simd<S: pulp::Simd>(self, simd: S) -> $answer {
                    let Call(($($argument,)*)) = self;
                    $work(simd, $($argument),*)
                }
            }
            pulp::Arch::new().dispatch(Call(($($argument,)*)))
        }
    };
}

pub(crate) use {registers, widest};
