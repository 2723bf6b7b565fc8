//! Every report format against its schema or a real reader, and against hostile input.

mod all;
mod ci;
mod html;
mod human;
mod json;
mod sample;
mod sarif;
mod tables;
