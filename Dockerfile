# The program for members who sign in: small, as a user without rights, with the exact packages of requirements.txt.
# compose.yaml runs two of these behind a proxy; docs/operating.md, “Hosted set-up”, explains both.

FROM python:3.13.9-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: --requirement requirements.txt

FROM python:3.13.9-slim-bookworm
# A number, so that the rights to files mounted from outside can be given to it. It has no home and no shell.
RUN useradd --system --no-create-home --shell /usr/sbin/nologin --uid 10001 resilience \
    && install --directory --owner resilience --mode 0700 /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/resilience-dash
COPY app.py LICENSE ./
COPY .streamlit/config.toml .streamlit/
COPY data data
COPY docs docs
COPY pages pages
COPY src src
# Compiled here, because the program may not write where it stands.
RUN /opt/venv/bin/python -m compileall -q src pages app.py
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/srv/resilience-dash/src \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    RESILIENCE_DASH_HOST=0.0.0.0 \
    RESILIENCE_DASH_PORT=8501 \
    RESILIENCE_DASH_DATABASE_URL=sqlite:////data/resilience.db \
    RESILIENCE_DASH_ANCHORS=/data/anchors
USER resilience
VOLUME /data
EXPOSE 8501
# As a probe on its own machine, which needs no sign-in: whether a change could be kept now.
HEALTHCHECK --interval=15s --timeout=6s --start-period=90s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/readyz', timeout=5)"]
CMD ["python", "app.py"]
