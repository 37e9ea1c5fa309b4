"""Every task of this project, on a machine with Python 3.11, pip and nothing else.

    python3 run.py demo [DIR]     set up, write the bundled example, run it
    python3 run.py test [ARGS]    set up, run the checks, then the tests; with ARGS only pytest, with them
    python3 run.py check          lint, types, import direction, fresh documentation
    python3 run.py docs           write the generated pages of docs/ again
    python3 run.py passport       recompute every reference value of the statistics, write docs/passport.md
    python3 run.py bench          time and memory beside SQL written by hand
    python3 run.py soak           the comparison with the reference, damaged deliveries and studies, by the thousand
    python3 run.py COMMAND ...    any other command is passed to Cohortium: new, check STUDY, run STUDY, explain ...

Standard library only. It makes .venv in this folder from requirements/*.txt and does so again only when they change.
"""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
STATE = os.path.join(VENV, "setup.json")
LOG = os.path.join(VENV, "setup.log")
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")  # the tests of the page drive it, and are left out without it
JAVA = shutil.which("java")  # Spark needs it, and so do its tests
BUILT = {"spark": ["--no-build-isolation", "--no-binary=pyspark"]}  # it comes as source; what builds it is pinned too, in build.txt
OLDEST = (3, 11)
SERIES = ".".join(map(str, sys.version_info[:2]))
SEEDED = "--hypothesis-seed=0"  # the same made-up cases in every test run; a soak draws new ones
SET_UP_FAILED = 2
INTERRUPTED = 130


def me():
    """How this script was called, for the sentences that say what to type next."""
    return ("python " if WINDOWS else "python3 ") + shlex.quote(sys.argv[0] or "run.py")


def stop(sentence):
    """End with one sentence on stderr."""
    sys.stderr.write(sentence + "\n")
    raise SystemExit(SET_UP_FAILED)


# --- setting up -------------------------------------------------------------------------------------------------------


def requirements(name):
    """The file of a list of packages: default, test, browser, build or spark."""
    return os.path.join(HERE, "requirements", name + ".txt")


def stamp(name):
    """What an installed list depends on: its text and the Python that runs it."""
    with open(requirements(name), "rb") as file:
        return hashlib.sha256(file.read() + sys.version.encode()).hexdigest()


def state():
    """What is installed: {list: stamp}; an unfinished set-up holds "unfinished" and counts as nothing."""
    try:
        with open(STATE, encoding="utf-8") as file:
            found = json.load(file)
        return found if isinstance(found, dict) else {"unfinished": ""}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return {"unfinished": ""}


def remember(found):
    """Write what is installed, whole or not at all."""
    with open(STATE + ".new", "w", encoding="utf-8") as file:
        json.dump(found, file)
    os.replace(STATE + ".new", STATE)


def set_up(name):
    """Make .venv hold a list of packages; does nothing when it already does."""
    try:
        found = state()
        if found.get(name) != stamp(name) or "unfinished" in found or not os.path.exists(PYTHON):
            fill(name, found)
    except OSError as error:
        stop(f"The folder .venv could not be made: {error.strerror} ({error.filename}). Put that right, then run the same command again.")


def fill(name, found):
    """Install a list of packages, in a new .venv unless the one in place was finished by this same Python."""
    if sys.version_info < OLDEST:
        stop(f"Cohortium needs Python 3.11 or newer; this is Python {SERIES}. Call run.py with a newer one, for example: python3.11 run.py")
    sys.stderr.write(f"Setting up {VENV} (once, about a minute) ...\n")
    sys.stderr.flush()
    if "unfinished" in found or found.get("python") != sys.version or not os.path.exists(PYTHON):
        clear_away(mine=bool(found))
        make_venv()
        found = {"python": sys.version}
    remember(dict(found, unfinished=name))
    install(name)
    join_project()
    # The longer list holds the shorter one, so both are in place after it.
    lists = ("default", "test") if name == "test" else (name,)
    remember(dict(found, **{each: stamp(each) for each in lists}))


def clear_away(mine):
    """Remove an old or half-made .venv; one that somebody else filled is kept under another name."""
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.unlink(VENV)
    elif os.path.isdir(VENV) and not mine and any(folder.endswith("site-packages") and inside for folder, inside, _ in os.walk(VENV)):
        number = next(n for n in range(1, 1000) if not os.path.exists(f"{VENV}.{n}"))
        os.rename(VENV, f"{VENV}.{number}")
        sys.stderr.write(f"A .venv that run.py did not make stood here; it is now {VENV}.{number}\n")
    shutil.rmtree(VENV, ignore_errors=True)


def make_venv():
    """An empty .venv without pip."""
    if call([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV]) or not os.path.exists(PYTHON):
        stop("This Python cannot make a virtual environment (module venv); install it, on Debian and Ubuntu: apt install python3-venv")


def install(name):
    """The packages of a list, by hash; wheels, but for those of BUILT, so nothing is fetched beside them."""
    if call([sys.executable, "-m", "pip", "--version"]):
        stop("This Python has no pip (22.3 or newer is needed); install it, on Debian and Ubuntu: apt install python3-pip")
    pip = [sys.executable, "-m", "pip", "--python", PYTHON, "--disable-pip-version-check", "--no-input", "--retries", "2"]
    options = ["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"] + BUILT.get(name, [])
    options += ["--requirement", requirements(name)]
    if call(pip + options, DIST_EXTRA_CONFIG=os.path.join(HERE, "requirements", "build.cfg")):
        stop(
            "The packages could not be installed: no package index was reached, or it lacks one of them. "
            "Check the network and pip's own settings (pip config list), then run the same command again. "
            f"What pip said is in {LOG}"
        )


def call(command, **more):
    """Run a command with its words kept in a log; its exit code."""
    environment = dict(os.environ, **more)
    output = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if os.path.isdir(VENV):
        with open(LOG, "ab") as file:
            file.write(output.stdout)
    return output.returncode


def join_project():
    """Let .venv import src, by a path relative to its packages so that the checkout may move."""
    library = os.path.join(VENV, "Lib", "site-packages")
    if not WINDOWS:
        library = os.path.join(VENV, "lib", "python" + SERIES, "site-packages")
    with open(os.path.join(library, "cohortium.pth"), "w", encoding="utf-8") as file:
        file.write(os.path.relpath(os.path.join(HERE, "src"), library) + "\n")
    # As pip does for packages: where PYTHONDONTWRITEBYTECODE is set, every command would compile the project anew.
    call([PYTHON, "-m", "compileall", "-q", os.path.join(HERE, "src")])


# --- tasks ------------------------------------------------------------------------------------------------------------


def hand_over(arguments):
    """Become the Cohortium command line: its output, its exit code."""
    set_up("default")
    if "spark" in arguments or arguments[:1] == ["snapshot"]:
        set_up_spark()
    environment = dict(os.environ, COHORTIUM_COMMAND=me())
    command = [PYTHON, "-m", "cohortium"] + arguments
    if WINDOWS:
        sys.exit(subprocess.call(command, env=environment))
    os.execve(PYTHON, command, environment)


def set_up_spark():
    """Spark, where there is Java; where there is none, Cohortium says so itself."""
    if JAVA:
        set_up("build")
        set_up("spark")


def demo(arguments):
    """Run the bundled example, by default in demo/jak-ad of this checkout."""
    if not arguments:
        arguments = [os.path.relpath(os.path.join(HERE, "demo", "jak-ad"))]
    hand_over(["demo"] + arguments)


CHECKS = (
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "basedpyright", "--level", "error"]),
    ("imports", ["-c", "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())", "--no-cache"]),
    ("documentation", ["docs/pages.py", "--check"]),
)


def start(arguments, more, **streams):
    """Start a Python tool of .venv in the checkout."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "COHORTIUM_COMMAND")}
    return subprocess.Popen([PYTHON] + arguments, cwd=HERE, env=dict(environment, **more), **streams)


def tool(arguments, **more):
    """Run a Python tool of .venv in the checkout; its exit code."""
    with start(arguments, more) as running:
        return running.wait()


def run_checks():
    """Lint, types, imports, documentation, side by side; the names of those that failed."""
    heard = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    running = [(name, start(command, {}, **heard)) for name, command in CHECKS]
    failed = []
    for name, each in running:
        said = each.communicate()[0]
        print(f"-- {name}\n{said}", end="", flush=True)
        if each.returncode:
            failed.append(name)
    return failed


def check(arguments):
    """The checks of the project; `check STUDY` is Cohortium's own."""
    if arguments:
        hand_over(["check"] + arguments)
    set_up("test")
    failed = run_checks()
    print("Failed: {}.".format(", ".join(failed)) if failed else f"All checks passed. Next: {me()} test")
    sys.exit(1 if failed else 0)


def test(arguments):
    """Checks first, so that pytest's summary is what a reader sees last."""
    set_up("test")
    if CHROMIUM:
        set_up("browser")
    set_up_spark()
    failed = [] if arguments else run_checks()
    code = tool(["-m", "pytest", "-n", "auto", SEEDED] + arguments)
    if failed:
        print(f"These checks failed, see above: {', '.join(failed)}.")
    sys.exit(code or (1 if failed else 0))


def soak(arguments):
    """The comparisons with the reference and between engines, planted damage, hostile files and texts, kills: more than in a test run."""
    set_up("test")
    examples = os.environ.get("COHORTIUM_EXAMPLES", "2000")
    files = ["tests/test_campaign.py", "tests/test_hostile_files.py", "tests/test_against_reference.py", "tests/test_faults.py"]
    files += ["tests/faults", "tests/pooling", "tests/engines", "tests/page", "tests/outputs", "tests/spec/test_examples.py"]
    sys.exit(tool(["-m", "pytest", "-n", "auto"] + files + arguments, COHORTIUM_EXAMPLES=examples))


def docs(arguments):
    """Write the generated pages again."""
    set_up("test")
    sys.exit(tool(["docs/pages.py"] + arguments))


def passport(arguments):
    """Recompute every reference value and write its page."""
    set_up("test")
    sys.exit(tool(["-m", "passport"] + arguments, PYTHONPATH=os.path.join(HERE, "tests")))


def bench(arguments):
    """Time and memory of runs beside hand-written SQL."""
    set_up("test")
    set_up("bench")
    sys.exit(tool(["-m", "bench"] + arguments))


TASKS = {"demo": demo, "test": test, "check": check, "soak": soak, "docs": docs, "passport": passport, "bench": bench}


def main():
    """Do the task named first, or pass everything on."""
    arguments = sys.argv[1:]
    try:
        if arguments and arguments[0] in TASKS and not {"--help", "-h"} & set(arguments[1:]):
            TASKS[arguments[0]](arguments[1:])
        elif not arguments:
            print((__doc__ or "").strip())
        else:
            hand_over(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; run the same command again to go on.\n")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
