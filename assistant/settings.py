"""Settings: environment variables with the prefix ASSISTANT_, read once when the assistant is opened."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsInvalid
from index.home import state_home


class Settings(BaseSettings):
    """What a user may set; every field has a default that works without key and network."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore", protected_namespaces=())

    home: Path = Field(default_factory=state_home)
    """Folder of all state: index, imported reports, feedback."""
    chroma_url: str | None = None
    """Address of a Chroma server, where one machine is not enough."""
    model: str | None = None
    """Model that writes answers; generated mode is on only when it is set."""
    model_timeout: float = Field(default=30.0, gt=0)
    """Seconds to wait for the endpoint."""
    model_max_tokens: int = Field(default=700, gt=0)
    session_token_cap: int = Field(default=200_000, gt=0)
    """Tokens that one session may use."""
    show_unsupported: bool = False
    """Show sentences that the check would remove, marked as unsupported."""
    embeddings: str | None = None
    """Embedding model of the endpoint; the packaged one by default."""
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    database_url: str | None = None
    """SQLAlchemy address of the feedback database; SQLite in `home` by default."""
    allow_public: bool = False
    """Listen on a public address without keys or users."""
    rate_limit: int = Field(default=300, gt=0)
    """Requests per minute that one key or address may make."""
    api_keys: str | None = None
    """Hashed API keys, separated by commas."""
    users: str | None = None
    """Names and hashed passwords, `name:hash`, separated by commas."""

    @field_validator("model", "embeddings", "chroma_url", "database_url", "openai_base_url", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value


def read_settings() -> Settings:
    """Read the environment; raises SettingsInvalid naming the variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"ASSISTANT_{'_'.join(map(str, first['loc'])).upper()}"
        raise SettingsInvalid(
            f"{name} cannot be used: {first['msg']} (found {first['input']!r}). Correct it."
        ) from None
