//! Stands in for [`flow`](super) when the crate is built without the parser: no code is followed.

use crate::finding::{Evidence, Exposure};

use super::package::Package;
use super::role::Role;
use super::{Project, Target};

pub(super) fn code(_: &Project, _: &Target<'_>, _: Option<&Package>, _: Role) -> Option<Exposure> {
    None
}

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
