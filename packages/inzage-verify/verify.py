#!/usr/bin/env python3
"""Checks an Inzage register without trust in who runs it: one file, Python's standard library and the openssl binary.

    verify.py export FILE --vkey KEY [--checkpoint NOTE ...] [--witness KEY ...] [--earlier FILE] [--json]
    verify.py inclusion PROOF (--entry FILE | --leaf HASH) --vkey KEY [--checkpoint NOTE]
    verify.py consistency PROOF --vkey KEY --checkpoint OLDER --checkpoint NEWER
    verify.py certificate FILE --vkey KEY [--checkpoint NOTE] [--export FILE] [--tsa CA.pem]
    verify.py events FILE --export FILE
    verify.py each FILE

--tsa compares the time stamp of a certificate (RFC 3161), which takes openssl ts; all else is as in the package inzage-verify. Exit
status: 0 proved, 1 disproved, 2 could not be compared or
nothing from outside to compare with, 64 usage. `each` carries out one command for each line of a file, a JSON array of
arguments, and prints each verdict as JSON. Formats: docs/formats.
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100
LONGEST_LINE = LARGEST_FILE = 4 * 1024 * 1024
CERTIFICATE = 'inzage/erasure-certificate/1'
SPACE = '\\t\\n\\v\\f\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'
ABSENT = object()


class Verdict(Exception):
    """What a comparison came to; raised where it is found."""

    def __init__(self, verdict, code, message, **more):
        super().__init__(message)
        self.said = {'verdict': verdict, 'code': code, 'message': message, **more}

    def saying(self, **more):
        self.said.update(more)
        return self


def proved(code, message, **more):
    return Verdict('proved', code, message, **more)


def signed(code, message, **more):
    return Verdict('signed', code, message, **more)


def disproved(code, message, **more):
    return Verdict('disproved', code, message, **more)


def not_compared(code, message, **more):
    return Verdict('not-compared', code, message, **more)


def among(start, end=None):
    return {'first': {'from': str(start), 'to': str(start if end is None else end)}}


# Text and bytes


def from_base64(text):
    if not isinstance(text, str) or not re.fullmatch(r'[A-Za-z0-9+/]*={0,2}', text, re.ASCII):
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_base64(data) == text else None


def to_base64(data):
    return base64.b64encode(data).decode()


def parse_size(text):
    if not isinstance(text, str) or not re.fullmatch(r'0|[1-9][0-9]{0,18}', text, re.ASCII):
        return None
    size = int(text)
    return size if size < 2**63 else None


def encoded(text):
    """UTF-8 of a text, or None where half of a surrogate pair stands in it."""
    try:
        return text.encode('utf-8')
    except UnicodeEncodeError:
        return None


def decoded(data):
    try:
        return data.decode('utf-8')
    except UnicodeDecodeError:
        return None


def no_constant(name):
    raise ValueError(name)


def integer(text):
    return int(text) if len(text) < 4000 else float('inf')


def parse_object(text):
    if not isinstance(text, str):
        return None
    try:
        value = json.loads(text, parse_constant=no_constant, parse_int=integer)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def parse_proof(value):
    """Hashes of a proof; ABSENT where there is none, None where it is malformed."""
    if value is ABSENT:
        return ABSENT
    if not isinstance(value, list) or len(value) > 64:
        return None
    hashes = [from_base64(text) for text in value]
    return hashes if all(one is not None and len(one) == 32 for one in hashes) else None


def lines_of(path):
    """Lines of a file with whether each ended; a line that is no UTF-8, or too long, has no text."""
    try:
        with open(path, 'rb') as file:
            while True:
                line = file.readline(LONGEST_LINE + 1)
                if not line:
                    return
                text, ended = line, line.endswith(b'\n')
                while len(line) > LONGEST_LINE and not ended:
                    text, line = None, file.readline(LONGEST_LINE + 1)
                    ended = line.endswith(b'\n')
                yield (None if text is None else decoded(text.rstrip(b'\n') if ended else text)), ended
    except OSError as error:
        raise unreadable(path, error)


def unreadable(path, error):
    import errno

    code = errno.errorcode.get(error.errno)
    return not_compared('unreadable', f'{path} cannot be read{f" ({code})" if code else ""}.')


def bytes_of(path):
    try:
        if os.stat(path).st_size > LARGEST_FILE:
            raise not_compared('unreadable', f'{path} is too large.')
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        raise unreadable(path, error)


def text_of(path):
    text = decoded(bytes_of(path))
    if text is None:
        raise not_compared('unreadable', f'{path} is no UTF-8 text.')
    return text


# Ed25519 (RFC 8032), by openssl


def openssl_verifies(public_key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ('key', 'message', 'signature')]
        spki = bytes.fromhex('302a300506032b6570032100') + public_key
        for name, data in zip(names, (spki, message, signature)):
            with open(name, 'wb') as file:
                file.write(data)
        command = ['openssl', 'pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', names[0], '-rawin']
        try:
            ran = subprocess.run([*command, '-in', names[1], '-sigfile', names[2]], capture_output=True, check=False)
        except OSError:
            return False
        return ran.returncode == 0


_known = {}


def verify_ed25519(public_key, message, signature):
    if not _known:
        # The example of C2SP signed-note: an openssl that cannot say yes to it says no to everything.
        _known['able'] = openssl_verifies(EXAMPLE_KEY, EXAMPLE_TEXT, EXAMPLE_SIGNATURE)
    if not _known['able']:
        raise not_compared('no-ed25519', 'This platform cannot verify Ed25519.')
    if len(public_key) != 32 or len(signature) != 64:
        return False
    given = (public_key, message, signature)
    if given not in _known:
        _known[given] = openssl_verifies(*given)
    return _known[given]


# Merkle tree (RFC 9162 section 2.1)


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(data):
    return sha256(b'\0' + data)


def node_hash(left, right):
    return sha256(b'\1' + left + right)


class Tree:
    def __init__(self):
        self.parts = []
        self.size = 0

    def append(self, leaf):
        level = 0
        while self.parts and self.parts[-1][0] == level:
            leaf = node_hash(self.parts.pop()[1], leaf)
            level += 1
        self.parts.append((level, leaf))
        self.size += 1

    def root(self):
        if not self.parts:
            return sha256(b'')
        root = self.parts[-1][1]
        for _, left in reversed(self.parts[:-1]):
            root = node_hash(left, root)
        return root


def check_inclusion(index, size, leaf, root, proof):
    """None if it holds, else the code of what is wrong (section 2.1.3.2)."""
    if index < 0 or index >= size:
        return 'index-outside-tree'
    if any(len(one) != 32 for one in (leaf, *proof)):
        return 'hash-length'
    fn, sn, result = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return 'proof-too-long'
        if fn & 1 or fn == sn:
            result = node_hash(sibling, result)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        return 'proof-too-short'
    return None if result == root else 'root-differs'


def check_consistency(start, end, start_root, end_root, proof):
    """None if it holds, else the code of what is wrong (section 2.1.4.2)."""
    if start < 0 or start > end:
        return 'sizes-fall'
    if any(len(one) != 32 for one in proof):
        return 'hash-length'
    if start == 0:
        return 'nothing-compared'
    if start == end:
        if proof:
            return 'proof-too-long'
        return None if start_root == end_root else 'root-differs'
    if not proof:
        return 'proof-too-short'
    path = [start_root, *proof] if start & (start - 1) == 0 else proof
    fn, sn = start - 1, end - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    older = newer = path[0]
    for one in path[1:]:
        if sn == 0:
            return 'proof-too-long'
        if fn & 1 or fn == sn:
            older, newer = node_hash(one, older), node_hash(one, newer)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            newer = node_hash(newer, one)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        return 'proof-too-short'
    return None if older == start_root and newer == end_root else 'root-differs'


# Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature)


class Key:
    def __init__(self, name, key_id, kind, public_key, until):
        self.name, self.id, self.kind, self.public_key, self.until = name, key_id, kind, public_key, until


def parse_key(text):
    found = re.fullmatch(f'([^{SPACE}+]+)\\+([0-9a-f]{{8}})\\+([^{SPACE}@]+)(?:@([^{SPACE}]+))?', text)
    if not found or encoded(text) is None:
        return None
    name, key_id, data, size = found.groups()
    data = from_base64(data)
    if data is None or len(data) != 33 or data[0] not in (1, 4):
        return None
    if sha256(name.encode() + b'\n' + data)[:4].hex() != key_id:
        return None
    until = None if size is None else parse_size(size)
    if size is not None and until is None:
        return None
    return Key(name, key_id, 'signature' if data[0] == 1 else 'cosignature', data[1:], until)


def parse_note(note):
    data = encoded(note)
    if data is None or len(note.encode('utf-16-le')) // 2 > LARGEST_NOTE:
        return None
    if re.search('[\\x00-\\x09\\x0b-\\x1f]', note) or not note.endswith('\n') or '\n\n' not in note:
        return None
    split = note.rindex('\n\n')
    text, lines = note[: split + 1], note[split + 2 : -1].split('\n')
    if text == '\n' or len(lines) > MOST_SIGNATURES:
        return None
    signatures = []
    for line in lines:
        found = re.fullmatch(f'— ([^{SPACE}+]+) ([^{SPACE}]+)', line)
        data = from_base64(found.group(2)) if found else None
        if data is None or len(data) < 5:
            return None
        signatures.append((found.group(1), data[:4].hex(), data[4:]))
    return text, signatures


def open_note(note, keys):
    """The text and the keys that signed it; or None and the code of why it is not to be believed."""
    parsed = parse_note(note)
    if not parsed:
        return None, 'not-a-note'
    text, signatures = parsed
    by = []
    for name, key_id, data in signatures:
        key = next((one for one in keys if one.name == name and one.id == key_id), None)
        if key is None or key in by:
            continue
        if not signature_holds(key, text, data):
            return None, 'signature-wrong'
        by.append(key)
    return (text, by) if by else (None, 'no-known-signature')


def signature_holds(key, text, data):
    if key.kind == 'signature':
        return verify_ed25519(key.public_key, text.encode(), data)
    if len(data) != 72:
        return False
    time = int.from_bytes(data[:8], 'big')
    message = f'cosignature/v1\ntime {time}\n{text}'
    return time < 2**63 and verify_ed25519(key.public_key, message.encode(), data[8:])


class Checkpoint:
    def __init__(self, origin, size, root):
        self.origin, self.size, self.root = origin, size, root


def parse_checkpoint(text):
    lines = text[:-1].split('\n')
    size = parse_size(lines[1]) if len(lines) > 1 else None
    root = from_base64(lines[2]) if len(lines) > 2 else None
    if not text.endswith('\n') or not lines[0] or size is None or root is None or len(root) != 32 or '' in lines[3:]:
        return None
    return Checkpoint(lines[0], size, root)


def open_checkpoint(note, keys):
    text, by = open_note(note, keys)
    if text is None:
        return None, by
    if not any(key.kind == 'signature' for key in by):
        return None, 'no-known-signature'
    checkpoint = parse_checkpoint(text)
    if checkpoint is None:
        return None, 'not-a-checkpoint'
    by = [key for key in by if key.until is None or checkpoint.size <= key.until]
    if not any(key.kind == 'signature' for key in by):
        return None, 'key-retired'
    return checkpoint, by


WHY = {
    'not-a-note': 'is no signed note',
    'signature-wrong': 'has a wrong signature',
    'no-known-signature': 'is signed by no key that was given',
    'not-a-checkpoint': 'is no checkpoint',
    'key-retired': 'is signed by a key that had been retired',
}


class Trust:
    def __init__(self, keys, witnesses, checkpoints):
        self.keys, self.witnesses, self.checkpoints = keys, witnesses, checkpoints


def open_outside(trust):
    opened = []
    for note in trust.checkpoints:
        checkpoint, by = open_checkpoint(note, trust.keys + trust.witnesses)
        if checkpoint is None:
            raise not_compared(f'checkpoint-{by}', f'The checkpoint {WHY[by]}.')
        if not all(key in by for key in trust.witnesses):
            raise not_compared('checkpoint-not-cosigned', 'The checkpoint lacks the cosignature of a witness.')
        opened.append(checkpoint)
    opened.sort(key=lambda one: one.size)
    for before, one in zip(opened, opened[1:]):
        if before.origin != one.origin:
            raise not_compared('another-origin', f'The checkpoints are of {before.origin} and of {one.origin}.')
        if before.size == one.size and before.root != one.root:
            message = f'The log signed two trees of {one.size} entries.'
            raise disproved('two-histories', message, origin=one.origin, size=str(one.size))
    return opened


def open_enclosed(note, trust):
    checkpoint, by = open_checkpoint(note, trust.keys + trust.witnesses)
    if checkpoint is None:
        say = not_compared if by == 'no-known-signature' else disproved
        raise say(f'enclosed-{by}', f'The checkpoint that came with it {WHY[by]}.')
    return checkpoint, bool(trust.witnesses) and all(key in by for key in trust.witnesses)


# Exports


class Head:
    def __init__(self, scope, start, end, size, checkpoint):
        self.scope, self.start, self.end, self.size, self.checkpoint = scope, start, end, size, checkpoint


def parse_head(text):
    head = parse_object(text)
    if head is None:
        raise not_compared('not-an-export', 'The first line is no head of an export.')
    if head.get('format') != 'inzage/register-export/1':
        raise not_compared('another-format', 'The export is of a format that is not known here.')
    start, end, size = (parse_size(head.get(name)) for name in ('from', 'to', 'size'))
    scope, checkpoint = head.get('scope'), head.get('checkpoint', ABSENT)
    if (
        scope not in ('range', 'selection')
        or None in (start, end, size)
        or not start <= end <= size
        or not (checkpoint is None or isinstance(checkpoint, str))
    ):
        raise not_compared('not-an-export', 'The head of the export is incomplete.')
    return Head(scope, start, end, size, checkpoint)


def entries_of(head, lines):
    """Number, leaf hash and proof of each entry."""
    following, count, finished = head.start, 0, False
    for text, ended in lines:
        if not ended:
            raise not_compared('cut-off', 'The export was cut off.')
        line = parse_object(text)
        if finished:
            raise disproved('lines-after-end', 'Lines follow the end of the export.')
        if line is not None and 'end' in line:
            if parse_size(line['end']) != count:
                message = f'The end of the export does not count its {count} entries.'
                raise disproved('end-differs', message, **among(following))
            finished = True
            continue
        line = line or {}
        n, entry = parse_size(line.get('n')), line.get('entry')
        proof = parse_proof(line.get('proof', ABSENT))
        data = encoded(entry) if isinstance(entry, str) else None
        if n is None or data is None or proof is None:
            raise disproved('line-malformed', f'The line of entry {following} cannot be read.', **among(following))
        if n != following if head.scope == 'range' else n < following:
            message = f'Where entry {following} should be stands {n}.'
            raise disproved('numbers-not-in-order', message, **among(following))
        if n >= head.end:
            raise disproved('beyond-the-end', f"Entry {n} is beyond the export's end.", **among(n))
        own = (parse_object(entry) or {}).get('n')
        if isinstance(own, bool) or not isinstance(own, (int, float)) or float(own) != float(n):
            raise disproved('number-differs', f'Entry {n} does not say that it is {n}.', **among(n))
        yield n, leaf_hash(data), proof
        following, count = n + 1, count + 1
    if not finished:
        raise not_compared('cut-off', 'The export was cut off.')
    if head.scope == 'range' and following != head.end:
        message = f'Entry {following} is missing: the export says that it goes to {head.end}.'
        raise disproved('entries-missing', message, **among(following))


def leaves_of(path):
    """Leaf hashes of an export that is not under test, as far as it can be read."""
    try:
        lines = lines_of(path)
        text, ended = next(lines, (None, False))
        head = parse_head(text)
        if head.scope == 'range' and head.start == 0:
            for _, leaf, _ in entries_of(head, lines):
                yield leaf
    except Verdict as verdict:
        if verdict.said['code'] == 'unreadable':
            raise


def verify_export(path, trust, earlier):
    outside = open_outside(trust)
    lines = lines_of(path)
    text, ended = next(lines, (None, False))
    head = parse_head(text if ended else None)
    checkpoint, cosigned = (None, False) if head.checkpoint is None else open_enclosed(head.checkpoint, trust)
    if checkpoint and checkpoint.size != head.size:
        message = 'The checkpoint in the head is of another size than the export.'
        raise disproved('enclosed-of-another-size', message)
    others = [one for one in outside if one.size > 0 or head.size == 0]
    known = others[0] if others else checkpoint
    if known is None:
        raise not_compared('no-checkpoint', 'Neither the export nor the caller has a checkpoint.')
    if checkpoint and known.origin != checkpoint.origin:
        message = f'The export is of {checkpoint.origin}, the checkpoint of {known.origin}.'
        raise not_compared('another-origin', message)
    trusted = [*others, checkpoint] if cosigned else others
    whole = head.scope == 'range' and head.start == 0 and head.end == head.size
    try:
        (verify_whole if whole else verify_part)(head, lines, checkpoint, trusted, known.origin, earlier)
    except Verdict as verdict:
        raise verdict if 'origin' in verdict.said else verdict.saying(origin=known.origin)


def verify_whole(head, lines, checkpoint, trusted, origin, earlier):
    tree = Tree()
    kept = leaves_of(earlier) if earlier is not None else iter(())
    checks = [one for one in [*trusted, *([checkpoint] if checkpoint else [])] if one.size <= head.size]
    checks.sort(key=lambda one: one.size)
    changed, same, following = None, 0, 0

    def compare():
        nonlocal same, following
        while following < len(checks) and checks[following].size == tree.size:
            if tree.root() != checks[following].root:
                raise differs(checks[following], same, changed, origin)
            same = checks[following].size
            following += 1

    compare()
    for n, leaf, _ in entries_of(head, lines):
        tree.append(leaf)
        old = next(kept, None) if changed is None else None
        if old is not None and old != leaf:
            changed = n
        compare()
    fitting = [one.size for one in trusted if one.size <= head.size]
    proven_to = fitting[-1] if fitting else 0
    said = {'origin': origin, 'size': str(head.size), 'provenTo': str(proven_to)}
    beyond = next((one for one in trusted if one.size > head.size), None)
    if beyond:
        message = f'the checkpoint says {beyond.size} entries, the export has {head.size}.'
        message = f'Entry {head.size} is missing: {message}'
        raise disproved('entries-missing', message, **said, **among(head.size))
    if any(one.size == head.size for one in trusted):
        message = f'All {head.size} entries are those of the checkpoint from outside.'
        raise proved('export-proved', message, **said)
    if checkpoint:
        part = f', up to {proven_to} as a checkpoint from outside says' if proven_to > 0 else ''
        message = f'Whole up to {head.size} as the log signed it{part}; nothing outside says that {head.size} is all.'
        raise signed('whole-up-to-size', message, **said)
    message = f'Entries from {proven_to} on are under no checkpoint.'
    raise not_compared('rest-under-no-checkpoint', message, **said)


def differs(check, same, changed, origin):
    start, end = (same, max(check.size - 1, same)) if changed is None else (changed, changed)
    which = f'Entry {start} is not' if start == end else f'One of the entries {start} to {end} is not'
    message = f'{which} what the checkpoint of {check.size} entries was made of.'
    said = {'origin': origin, 'size': str(check.size), 'provenTo': str(same)}
    return disproved('root-differs', message, **said, **among(start, end))


def verify_part(head, lines, checkpoint, trusted, origin, _):
    outside = next((one for one in trusted if one.size == head.size), None)
    tree = outside or checkpoint
    if tree is None:
        raise not_compared('no-checkpoint-of-size', f'There is no checkpoint of {head.size} entries.')
    if outside and checkpoint and outside.root != checkpoint.root:
        raise disproved('two-histories', f'The log signed two trees of {head.size} entries.', origin=origin)
    count = 0
    for n, leaf, proof in entries_of(head, lines):
        if proof is ABSENT:
            raise not_compared('no-proof', f'Entry {n} came without a proof.', origin=origin)
        wrong = check_inclusion(n, head.size, leaf, tree.root, proof)
        if wrong:
            message = f'Entry {n} is not in the tree of the checkpoint.'
            raise disproved(f'inclusion-{wrong}', message, origin=origin, **among(n))
        count += 1
    said = {'origin': origin, 'size': str(count)}
    if count == 0:
        raise not_compared('nothing-to-compare', 'The export has no entry.', **said)
    left = '' if head.scope == 'range' else '; that the selection left nothing out is not proved'
    if outside:
        message = f'All {count} entries are in the tree of the checkpoint from outside{left}.'
        raise proved('part-proved', message, **said)
    message = f'All {count} entries are in the tree that the log signed; nothing outside says so{left}.'
    raise signed('part-as-signed', message, **said)


# Proofs


def parse_inclusion(text):
    """Index, proof, size and note; the last two where they are there."""
    if not text.startswith('c2sp.org/tlog-proof@v1\n'):
        answer = parse_object(text) or {}
        index, size = parse_size(answer.get('n')), parse_size(answer.get('size'))
        proof = parse_proof(answer.get('proof', ABSENT))
        return (index, proof, size, None) if None not in (index, size, proof) and proof is not ABSENT else None
    if '\n\n' not in text:
        return None
    split = text.index('\n\n')
    lines = text[:split].split('\n')[1:]
    if lines and lines[0].startswith('extra ') and from_base64(lines.pop(0)[6:]) is None:
        return None
    index = parse_size(lines.pop(0)[6:]) if lines and lines[0].startswith('index ') else None
    proof = parse_proof(lines)
    return (index, proof, None, text[split + 2 :]) if index is not None and proof is not None else None


def verify_inclusion(text, leaf, trust):
    given = parse_inclusion(text)
    if given is None:
        raise not_compared('not-a-proof', 'The file is no inclusion proof.')
    index, proof, size, note = given
    outside = open_outside(trust)
    enclosed, cosigned = (None, False) if note is None else open_enclosed(note, trust)
    size = enclosed.size if enclosed else size
    same, tree = tree_of(size, outside, enclosed, 'The proof and the checkpoint are of different logs.')
    said = {'origin': tree.origin, 'size': str(tree.size)}
    wrong = check_inclusion(index, tree.size, leaf, tree.root, proof)
    if wrong:
        message = f'This is not entry {index} of the tree of {tree.size} entries.'
        raise disproved(f'inclusion-{wrong}', message, **said, **among(index))
    if same or cosigned:
        raise proved('included', f'This is entry {index} of the {tree.size} entries of the checkpoint.', **said)
    message = f'This is entry {index} of the {tree.size} entries that the log signed; nothing outside says so.'
    raise signed('included-as-signed', message, **said)


def tree_of(size, outside, enclosed, of_others):
    """The checkpoint of that size from outside, and the one to compare with."""
    same = next((one for one in outside if one.size == size), None)
    if same and enclosed and same.origin != enclosed.origin:
        raise not_compared('another-origin', of_others)
    if same and enclosed and same.root != enclosed.root:
        raise disproved('two-histories', f'The log signed two trees of {size} entries.')
    if not same and not enclosed:
        raise not_compared('no-checkpoint-of-size', f'There is no checkpoint of {size} entries.')
    return same, same or enclosed


def verify_consistency(text, trust):
    answer = parse_object(text) or {}
    proof = parse_proof(answer.get('proof', ABSENT))
    if proof is None or proof is ABSENT:
        raise not_compared('not-a-proof', 'The file is no consistency proof.')
    outside = open_outside(trust)
    if len(outside) != 2:
        raise not_compared('two-checkpoints', 'A consistency proof is between two checkpoints.')
    older, newer = outside
    said = {'origin': newer.origin, 'size': str(newer.size)}
    for name, size in (('from', older.size), ('to', newer.size)):
        if answer.get(name) not in (None, str(size)):
            message = 'The proof is between other sizes than the checkpoints.'
            raise not_compared('proof-of-other-sizes', message, **said)
    if older.size == 0:
        raise not_compared('nothing-to-compare', 'Every tree begins with the empty one.', **said)
    wrong = check_consistency(older.size, newer.size, older.root, newer.root, proof)
    if wrong:
        message = f'The tree of {newer.size} entries is not shown to begin with that of {older.size}.'
        raise disproved(f'consistency-{wrong}', message, **said)
    message = f'The tree of {newer.size} entries begins with that of {older.size}.'
    raise proved('consistent', message, **said, provenTo=str(newer.size))


# Certificates


def parse_statement(text):
    form, *lines = text[:-1].split('\n')

    def every(word):
        return [line[len(word) + 1 :] for line in lines if line.startswith(f'{word} ')]

    words = {word: next(iter(every(word)), None) for word in ('erasure', 'subject', 'reason', 'begun', 'request', 'fenced')}
    words['entries'] = every('entry')
    hashes = [from_base64(entry) for entry in words['entries']]
    if form != CERTIFICATE or not all(words[word] for word in ('erasure', 'subject', 'reason', 'begun')):
        return None
    return words if hashes and all(one is not None and len(one) == 32 for one in hashes) else None


def open_statement(note, trust):
    text, by = open_note(note, trust.keys)
    if text is None:
        say = disproved if by == 'signature-wrong' else not_compared
        raise say(f'statement-{by}', 'The certificate is not signed by a key that was given.')
    if not any(key.kind == 'signature' and key.until is None for key in by):
        message = 'The key that signed the certificate has been retired: ask for it anew.'
        raise not_compared('statement-key-retired', message)
    statement = parse_statement(text)
    if statement is None:
        raise not_compared('not-a-certificate', 'What is signed is no certificate of an erasure.')
    return statement


def verify_certificate(file, trust, register, tsa):
    if file.startswith(f'{CERTIFICATE}\n'):
        verify_own(open_statement(file, trust), register)
    document = parse_object(file) or {}
    if document.get('format') != CERTIFICATE or not isinstance(document.get('statement'), str):
        raise not_compared('not-a-certificate', 'The file is no certificate of an erasure.')
    verify_document(document, open_statement(document['statement'], trust), trust, tsa)


def verify_own(statement, register):
    entries, erasure = statement['entries'], statement['erasure']
    how = f'fenced {statement["fenced"]}' if statement['fenced'] else 'is not fenced yet'
    stated = f'The log signed that erasure {erasure} was begun {statement["begun"]} and {how}'
    if register is None:
        raise signed('statement-signed', f'{stated}; its {len(entries)} entries were not compared.')
    found = {to_base64(sha256(text.encode())) for text, _ in lines_of(register) if text is not None}
    missing = set(entries) - found
    if missing:
        message = f'Of the {len(entries)} entries of erasure {erasure}, {len(missing)} are not in the export.'
        raise disproved('entry-not-in-register', message)
    raise signed('statement-and-entries-same', f'{stated}; its {len(entries)} entries are in the export.')


def verify_document(document, statement, trust, tsa):
    outside = open_outside(trust)
    size, note, entries = parse_size(document.get('size')), document.get('checkpoint', ABSENT), document.get('entries')
    if size is None or not isinstance(entries, list) or not (note is None or isinstance(note, str)):
        raise not_compared('not-a-certificate', 'The certificate is incomplete.')
    enclosed, cosigned = (None, False) if note is None else open_enclosed(note, trust)
    if enclosed and enclosed.size != size:
        raise disproved('enclosed-of-another-size', 'The checkpoint is of another size than the certificate.')
    same, tree = tree_of(size, outside, enclosed, 'The certificate and the checkpoint are of different logs.')
    said = {'origin': tree.origin, 'size': str(size)}
    read, hashes = [], []
    for line in entries:
        line = line if isinstance(line, dict) else {}
        index, text = parse_size(line.get('n')), line.get('entry')
        proof, entry = parse_proof(line.get('proof', ABSENT)), parse_object(text)
        if index is None or not proof_given(proof) or entry is None:
            raise not_compared('not-a-certificate', 'An entry of the certificate cannot be read.', **said)
        wrong = check_inclusion(index, size, leaf_hash(text.encode('utf-8', 'replace')), tree.root, proof)
        if wrong:
            message = f'Entry {index} is not in the tree of the checkpoint.'
            raise disproved(f'inclusion-{wrong}', message, **said, **among(index))
        if about_of(entry).get('erasure') != statement['erasure'] or entry.get('subject') != statement['subject']:
            raise disproved('entry-of-another', f'Entry {index} is not of this erasure.', **said, **among(index))
        read.append(entry)
        shown = json.dumps(as_shown(entry), ensure_ascii=False, separators=(',', ':'))
        hashes.append(to_base64(sha256(shown.encode('utf-8', 'replace'))))
    if sorted(hashes) != sorted(statement['entries']):
        message = 'The entries are not the ones that the certificate was signed over.'
        raise disproved('entries-differ', message, **said)
    wrong = statement_differs(read, statement)
    if wrong:
        raise disproved('statement-differs', f'What is stated as {wrong} is not what the entries say.', **said)
    come = 'begun and fenced' if statement['fenced'] else 'begun, and not fenced yet'
    what = f'Erasure {statement["erasure"]} is {come}, as its {len(read)} entries say'
    stamp, about_it = time_stamp_of(document, tsa, said)
    said.update(stamp)
    if same or cosigned:
        message = f'{what}, which are in the tree of the checkpoint from outside{about_it}.'
        raise proved('certificate-proved', message, **said)
    message = f'{what}, which are in the tree that the log signed; nothing outside says so{about_it}.'
    raise signed('certificate-as-signed', message, **said)


def time_stamp_of(document, tsa, said):
    """What is said of the time stamp of a certificate: compared (RFC 3161) where the caller names whom to believe."""
    token, note = document.get('timeStamp'), document.get('checkpoint')
    if tsa is None:
        if isinstance(token, str):
            return {'timeStamp': 'not-compared'}, '; its time stamp was not compared'
        return {}, ''
    if not isinstance(token, str) or note is None:
        raise not_compared('no-time-stamp', 'The certificate has no time stamp.', **said)
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ('text', 'token')]
        for name, data in zip(names, (parse_note(note)[0].encode(), from_base64(token) or b'')):
            with open(name, 'wb') as file:
                file.write(data)
        command = ['openssl', 'ts', '-verify', '-data', names[0], '-in', names[1], '-token_in', '-CAfile', tsa]
        try:
            ran = subprocess.run(command, capture_output=True, check=False)
        except OSError:
            raise not_compared('no-openssl', 'There is no openssl that compares time stamps.', **said)
    if ran.returncode == 0:
        return {'timeStamp': 'proved'}, '; its time stamp is of an authority that was given'
    if b'certificate verify error' in ran.stderr:
        message = 'The time stamp is of an authority that was not given.'
        raise not_compared('time-stamp-of-another', message, **said, timeStamp='not-compared')
    message = 'The time stamp is not one of this checkpoint.'
    raise disproved('time-stamp-wrong', message, **said, timeStamp='disproved')


def proof_given(proof):
    return proof is not None and proof is not ABSENT


def about_of(entry):
    about = entry.get('about')
    return about if isinstance(about, dict) else {}


def statement_differs(entries, statement):
    start = next((entry for entry in entries if entry.get('kind') == 'erasure-begun'), {})
    end = next((entry for entry in entries if entry.get('kind') == 'erased'), {})
    if start.get('time') != statement['begun']:
        return 'begun'
    for word in ('reason', 'request'):
        if about_of(start).get(word, ABSENT) != (ABSENT if statement[word] is None else statement[word]):
            return word
    return None if end.get('time', ABSENT) == (ABSENT if statement['fenced'] is None else statement['fenced']) else 'fenced'


def as_shown(entry):
    shown = {name: value for name, value in entry.items() if name != 'n'}
    actor = shown.get('actor')
    if isinstance(actor, dict) and actor.get('role') in ('staff', 'privacy-officer', 'auditor'):
        shown['actor'] = {name: value for name, value in actor.items() if name != 'id'}
    return shown


# Events


def stored_of(path):
    """Line, id and hash of each event; a hash of None where the line is no event."""
    for line, (text, ended) in enumerate(lines_of(path), 1):
        data = from_base64((parse_object(text) or {}).get('bytes')) if ended else None
        if data is None:
            yield line, None, None
        else:
            given = (parse_object(decoded(data)) or {}).get('id')
            yield line, given, base64.urlsafe_b64encode(sha256(data)).decode().rstrip('=')


def verify_events(events, register):
    lines = lines_of(register)
    parse_head(next(lines, (None, False))[0])
    stored = stored_of(events)
    event = next(stored, None)
    if event is None:
        raise not_compared('nothing-to-compare', 'The file has no event.')
    compared, finished = 0, False
    for text, _ in lines:
        line = parse_object(text) or {}
        finished = 'end' in line
        if finished:
            break
        n, entry = parse_size(line.get('n')), parse_object(line.get('entry')) or {}
        given, expected = entry.get('event'), entry.get('eventHash')
        if n is None or not isinstance(given, str) or not isinstance(expected, str):
            raise not_compared('not-an-entry', f'Line {compared + 2} of the export is no entry.')
        while event and event[2] is not None and event[1] != given:
            event = next(stored, None)
        if event and event[2] is None:
            raise not_compared('not-an-event', f'Line {event[0]} of the events is none.')
        if not event:
            raise disproved('event-missing', f'The event of entry {n} is not in the file.', **among(n))
        if event[2] != expected:
            message = f'Entry {n} was made of another event than the one in the file.'
            raise disproved('event-differs', message, **among(n))
        compared += 1
    if not finished:
        raise not_compared('cut-off', 'The export was cut off.')
    if compared == 0:
        raise not_compared('nothing-to-compare', 'The export has no entry.')
    message = f'All {compared} entries were made of the events in the file.'
    raise proved('events-proved', message, size=str(compared))


# The command line


class Usage(Exception):
    pass


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Usage(message)


OPTIONS = {
    'export': ('vkey', 'witness', 'checkpoint', 'earlier'),
    'inclusion': ('vkey', 'witness', 'checkpoint', 'entry', 'leaf'),
    'consistency': ('vkey', 'witness', 'checkpoint'),
    'certificate': ('vkey', 'witness', 'checkpoint', 'export', 'tsa'),
    'events': ('export',),
    'each': (),
}


def parse(args):
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument('command', choices=OPTIONS)
    parser.add_argument('file')
    for option in ('vkey', 'witness', 'checkpoint'):
        parser.add_argument(f'--{option}', action='append')
    for option in ('earlier', 'entry', 'leaf', 'export', 'tsa'):
        parser.add_argument(f'--{option}')
    parser.add_argument('--json', action='store_true')
    given = parser.parse_args(args)
    for option in ('vkey', 'witness', 'checkpoint', 'earlier', 'entry', 'leaf', 'export', 'tsa'):
        if getattr(given, option) is not None and option not in OPTIONS[given.command]:
            raise Usage(f'{given.command} knows no --{option}.')
    return given


def keys_of(texts, kind, option):
    keys = [parse_key(text) for text in texts or []]
    for key in keys:
        if key is None or key.kind != kind:
            raise Usage(f'{option} is no key of a {"log" if kind == "signature" else "witness"}.')
    return keys


def trust_of(given):
    if not given.vkey:
        raise Usage('Give the key of the log with --vkey.')
    keys, witnesses = keys_of(given.vkey, 'signature', '--vkey'), keys_of(given.witness, 'cosignature', '--witness')
    return Trust(keys, witnesses, [text_of(path) for path in given.checkpoint or []])


def carry_out(given):
    if given.command == 'export':
        verify_export(given.file, trust_of(given), given.earlier)
    elif given.command == 'inclusion':
        if (given.entry is None) == (given.leaf is None):
            raise Usage('Give either --entry or --leaf.')
        leaf = from_base64(given.leaf) if given.leaf is not None else leaf_hash(bytes_of(given.entry))
        if leaf is None or len(leaf) != 32:
            raise Usage('--leaf is base64 of 32 bytes.')
        verify_inclusion(text_of(given.file), leaf, trust_of(given))
    elif given.command == 'consistency':
        if len(given.checkpoint or []) != 2:
            raise Usage('Give --checkpoint twice.')
        verify_consistency(text_of(given.file), trust_of(given))
    elif given.command == 'certificate':
        if given.tsa is not None:
            bytes_of(given.tsa)
        verify_certificate(text_of(given.file), trust_of(given), given.export, given.tsa)
    else:
        if given.export is None:
            raise Usage('Give --export.')
        verify_events(given.file, given.export)


def verdict_of(given):
    try:
        carry_out(given)
    except Verdict as verdict:
        return verdict.said
    raise AssertionError('a command without a verdict')


def main(args):
    try:
        given = parse(args)
        if given.command == 'each':
            for text, _ in lines_of(given.file):
                print(json.dumps(verdict_of(parse(json.loads(text)))))
            return 0
        said = verdict_of(given)
    except Usage as usage:
        print(f'{usage}\n\n{__doc__}', file=sys.stderr)
        return 64
    print(json.dumps(said) if given.json else f'{said["verdict"]}: {said["message"]}')
    return {'proved': 0, 'disproved': 1}.get(said['verdict'], 2)


# The example of C2SP signed-note.
EXAMPLE_KEY = base64.b64decode('AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')[1:]
EXAMPLE_TEXT = b'This is an example message.\n'
EXAMPLE_SIGNATURE = base64.b64decode(
    'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM='
)[4:]

if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
