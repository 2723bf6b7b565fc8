# docker build -t beartrap . && docker run --rm -v "$PWD:/src:ro" beartrap scan
FROM rust:1.95-slim AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked

FROM debian:stable-slim
COPY --from=build /build/target/release/beartrap /usr/local/bin/beartrap
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["beartrap"]
CMD ["scan"]
