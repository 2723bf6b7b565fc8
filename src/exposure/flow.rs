//! stub
use super::package::Package;
use super::{Project, Target};
use crate::finding::{Evidence, Exposure};
pub(super) fn env(_: &Project, _: &Target<'_>, _: &Package, _: &[&str]) -> Option<Exposure> {
    None
}
pub(super) fn public_reads(
    _: &Project,
    _: &Target<'_>,
    _: &Package,
    _: &str,
    _: &[Evidence],
) -> Option<Exposure> {
    None
}
pub(super) fn unprefixed_reads(_: &Project, _: &Target<'_>, _: &Package, _: &[&str]) -> Option<Exposure> {
    None
}
pub(super) fn private_reads(_: &Project, _: &Target<'_>, _: &Package, _: &[&str]) -> Option<Exposure> {
    None
}
