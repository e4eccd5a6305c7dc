# Parley with SQLite and pictures on a volume. Keep the secret: tokens and signed links made with another are refused.
#   docker build -t parley .
#   docker run -p 8000:8000 -v parley:/data -e PARLEY_SECRET="$(cat secret)" parley
# compose.yaml runs the same image on PostgreSQL.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS packages
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# What runs, without what tests it: the dependencies of pyproject.toml at the versions and hashes of the lock.
RUN uv venv --no-python-downloads /venv \
    && uv pip install --python /venv --no-cache --no-build --compile-bytecode \
        --require-hashes --constraint requirements.lock --requirement pyproject.toml

FROM python:${PYTHON}-slim
WORKDIR /parley
COPY --from=packages /venv /venv
COPY . .
RUN python -m compileall -q . \
    && useradd --no-create-home --uid 10001 parley \
    && install --directory --owner=parley /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PARLEY_MODE=production \
    PARLEY_HOST=0.0.0.0 \
    PARLEY_PORT=8000 \
    PARLEY_DATABASE=sqlite:////data/parley.sqlite3 \
    PARLEY_MEDIA=/data/media
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["python", "-c", "\
from http.client import HTTPConnection; from os import environ; \
ask = HTTPConnection('127.0.0.1', int(environ['PARLEY_PORT']), timeout=2); ask.request('GET', '/healthz'); \
raise SystemExit(ask.getresponse().status != 200)"]
# exec: the server takes the shell's place, so that a stop reaches it.
CMD ["sh", "-c", "python -m app migrate && exec python -m app serve"]
