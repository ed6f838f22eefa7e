#!/usr/bin/env python3
"""Decodes what is binary in DynaMQ's tables (docs/tables.md).

    aws dynamodb scan --table-name mqb_queue --output json | python3 read_tables.py queue

The argument is the table's name without its prefix. Prints one line of JSON for each item; what is
bytes there is base64 here.
"""
import base64
import json
import sys
import zlib


class Record:
    """A binary attribute: a version byte, then numbers, texts and byte strings."""

    def __init__(self, data, version=True):
        self.data, self.at = data, 0
        if version and self.octet() != 1:
            raise SystemExit(f"format version {data[0]}, this program knows 1")

    def octet(self):
        self.at += 1
        return self.data[self.at - 1]

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def fixed(self):
        return int.from_bytes(self.take(8), "big")

    def number(self):
        value = shift = 0
        while True:
            octet = self.octet()
            value |= (octet & 127) << shift
            shift += 7
            if octet < 128:
                return value

    def bytes(self):
        return self.take(self.number())

    def text(self):
        return self.bytes().decode()

    def numbers(self):
        return [self.number() for _ in range(self.number())]


def shown(data):
    return base64.b64encode(data).decode()


def message(record):
    flags = record.octet()
    found = {"id": record.take(16).hex().upper(), "topic": record.text(), "sender": record.text(),
             "qos": flags >> 4, "retain": bool(flags & 1), "arrived": record.fixed()}
    if flags & 8:
        found["expires"] = record.fixed()
    if flags & 4:
        which = record.octet()
        found["utf8"] = bool(which & 1)
        if which & 2:
            found["content_type"] = record.text()
        if which & 4:
            found["response_topic"] = record.text()
        if which & 8:
            found["correlation"] = shown(record.bytes())
        found["user"] = [[record.text(), record.text()] for _ in range(record.number())]
    if flags & 2:
        found["payload_bytes"] = record.number()
    else:
        found["payload"] = shown(record.bytes())
    return found


def position(record):
    return [record.number(), record.number()]


def inflight(record):
    found = {"sent_through": position(record), "outbound": []}
    for _ in range(record.number()):
        packed = record.number()
        found["outbound"].append({"packet_id": packed >> 1, "released": bool(packed & 1),
                                  "position": position(record)})
    found["inbound_qos2"] = record.numbers()
    return found


def will(record):
    delay, expiry = record.number(), record.number() - 1
    return {"delay": delay, "expiry": expiry, "message": message(record)}


def identifier(record):
    return record.take(16).hex().upper()


def publishes(record):
    return {"through": identifier(record),
            "open": [identifier(record) for _ in range(record.number())],
            "gaps": [[identifier(record), identifier(record)] for _ in range(record.number())]}


def moves(record):
    through, taken = position(record), []
    for _ in range(record.number()):
        if record.octet():
            queue, (epoch, sequence) = taken[-1]
            taken.append([queue, [epoch, sequence + record.number()]])
        else:
            taken.append([record.text(), position(record)])
    return {"through": through, "taken": taken,
            "gaps": [[position(record), position(record)] for _ in range(record.number())]}


def segment(record, removed):
    found = []
    for place in range(record.number()):
        sequence, terms = record.number(), record.octet()
        one = {"sequence": sequence, "qos": terms & 3, "retain": bool(terms & 4),
               "identifiers": record.numbers()}
        if terms & 32:
            one["group"] = record.text()
        if terms & 8:
            one["in_mqb_msg"] = record.text()
        one["wanted"] = not (place < 8 * len(removed) and removed[place // 8] >> place % 8 & 1)
        one["message"] = message(record)
        found.append(one)
    return found


def undelivered(record):
    terms = record.octet()
    found = {"qos": terms & 3, "retain": bool(terms & 4), "complete": not terms & 16,
             "identifiers": record.numbers()}
    if terms & 8:
        found["group"] = record.text()
    found["message"] = message(record)
    return found


KINDS = ["published", "refused", "sent", "acknowledged", "session_created", "session_ended",
         "subscribed", "unsubscribed", "lost"]


def signed(record):
    value = record.number()
    return value >> 1 ^ -(value & 1)


def known(record, seen, read):
    place = record.number()
    if place == 0:
        seen.append(read())
    return seen[place - 1]


def history(packed):
    packed.number()
    record = Record(zlib.decompress(packed.bytes()), version=False)
    at, texts, sources, events = record.fixed(), [], [], []
    while record.at < len(record.data):
        head = record.octet()
        at += signed(record)
        event = {"kind": KINDS[head & 15], "at": at, "client": known(record, texts, record.text),
                 "number": record.number()}
        if head & 16:
            micros = at + signed(record)
            source = known(record, sources, record.fixed)
            event["id"] = f"{micros:016X}{source << 16 | record.number():016X}"
        if head & 32:
            event["topic"] = known(record, texts, record.text)
        if head & 64:
            event["words"] = known(record, texts, record.text)
        events.append(event)
    return events


def plain(value):
    (kind, content), = value.items()
    if kind == "B":
        return base64.b64decode(content)
    if kind == "L":
        return [plain(one) for one in content]
    if kind == "M":
        return {name: plain(one) for name, one in content.items()}
    return int(content) if kind == "N" else content


def decoded(table, item):
    item = {name: plain(value) for name, value in item.items()}
    if table == "session":
        for name, read in (("if", inflight), ("qm", publishes), ("tk", moves), ("wl", will)):
            if name in item:
                item[name] = read(Record(item[name]))
    elif table == "queue":
        item["b"] = segment(Record(item["b"]), item.pop("r", b""))
    elif table in ("retain", "delayed"):
        item["b"] = message(Record(item["b"]))
    elif table == "ledger":
        for entry in item["e"]:
            entry["b"] = undelivered(Record(entry["b"]))
    elif table == "history" and "b" in item:
        item["b"] = history(Record(item["b"]))
    return item


if __name__ == "__main__":
    for found in json.load(sys.stdin)["Items"]:
        print(json.dumps(decoded(sys.argv[1], found), default=shown, ensure_ascii=False))
