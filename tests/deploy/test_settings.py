"""What whoever starts the replicas may choose, and what is refused with a sentence."""

import pytest

from deploy.settings import SettingError, Settings, settings_from


def test_without_a_word_two_replicas_answer_this_machine_alone():
    settings = settings_from([])
    assert settings == Settings()
    assert settings.replicas == 2
    assert settings.url == "http://127.0.0.1:8080"
    assert settings.ports == (8601, 8602)


def test_everything_can_be_chosen(tmp_path):
    settings = settings_from(
        [
            "replicas=3",
            "address=0.0.0.0",
            "port=80",
            "first_port=9000",
            "hosts=class.example.org, Other.example.org",
            f"folder={tmp_path}",
        ]
    )
    assert settings.ports == (9000, 9001, 9002)
    assert settings.url == "http://127.0.0.1:80"
    assert settings.hosts == "class.example.org,other.example.org"
    assert settings.folder == tmp_path


def test_an_address_of_version_six_stands_in_brackets():
    assert settings_from(["address=::1"]).url == "http://[::1]:8080"


@pytest.mark.parametrize(
    "argument",
    [
        "replicas",
        "replicas=",
        "replicas=0",
        "replicas=33",
        "replicas=two",
        "replicas=-1",
        "replicas=" + "9" * 400,
        "replicas=²",
        "port=65536",
        "first_port=8080",
        "address=localhost",
        "address=0.0.0.0; return 200",
        "hosts=a b",
        "hosts=*",
        "hosts=a;b",
        "hosts=a..b",
        "workers=2",
    ],
)
def test_what_cannot_be_is_refused(argument):
    with pytest.raises(SettingError):
        settings_from([argument])
