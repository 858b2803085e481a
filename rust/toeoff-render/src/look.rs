//! What a runner looks like: build, hair, clothes and their colours.

use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};
use crate::vec::{Vec3, vec3};

/// A colour in linear light, 0..1 each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour(pub Vec3);

impl Colour {
    /// From `#rrggbb`; `None` when it is not that.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.is_ascii() {
            return None;
        }
        let channel = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok();
        // Screens show values to the power of 2.2.
        let linear = |value: u8| (f64::from(value) / 255.0).powf(2.2);
        Some(Self(vec3(linear(channel(0)?), linear(channel(2)?), linear(channel(4)?))))
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is not a colour; write it as \"#c98f6b\"")))
    }
}

/// Looks of a runner.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Skin.
    pub skin: Colour,
    /// Hair and brows.
    pub hair: Colour,
    /// Shirt.
    pub shirt: Colour,
    /// Side panels and chest line of the shirt.
    pub trim: Colour,
    /// Shorts.
    pub shorts: Colour,
    /// Socks.
    pub socks: Colour,
    /// Upper of the shoes.
    pub shoes: Colour,
    /// Sole of the shoes.
    pub sole: Colour,
    /// Number cloth.
    pub bib: Colour,
    /// Pattern of the number.
    pub number: i32,
    /// Girth against the mean runner.
    pub build: f64,
    /// Share of the upper arm under the sleeve.
    pub sleeve: f64,
    /// Share of the thigh under the shorts.
    pub shorts_length: f64,
    /// Hair tied at the back.
    pub ponytail: bool,
}

impl Look {
    /// Whether every number is one the figure can be built with.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] names the first that is not.
    pub fn check(&self, runner: &str) -> Result<()> {
        // Wider ranges tear the figure: the cloth would end in the elbow, the knee or the hip.
        let settings = [
            ("build", self.build, 0.8, 1.25),
            ("sleeve", self.sleeve, 0.1, 0.8),
            ("shorts_length", self.shorts_length, 0.25, 0.8),
        ];
        for (name, value, low, high) in settings {
            if !(low..=high).contains(&value) {
                return Err(Error::OutOfRange { place: format!("runner {runner}"), name, value, low, high });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_into_linear_light() {
        assert_eq!(Colour::parse("#ff0000"), Some(Colour(vec3(1.0, 0.0, 0.0))));
        let grey = Colour::parse("#808080").expect("a colour").0.x;
        assert!((grey - 0.2195).abs() < 1e-3, "{grey}");
    }

    #[test]
    fn other_words_are_no_colours() {
        for text in ["red", "#12345", "#12345g", "123456", "#1234567", "#äää"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
