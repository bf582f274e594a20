"""Cut a chain from its start once its oldest entries may not be kept any longer; what is left still verifies.

Where the chain begins is stored with a seal that only the program can make. Whoever deletes entries
in the database, and moves the start to hide it, has no seal for the new place.
"""

from datetime import datetime

from sqlalchemy import delete, func, select

from lotsen import crypto
from lotsen.audit.models import AuditEntry, AuditStart
from lotsen.extensions import db


def seal_of(region: str, seq: int, mac: bytes) -> bytes:
    """What proves that the program itself cut this region's chain here."""
    return crypto.ring().audit_mac(f"start of {region} after {seq}|".encode() + mac)


def cut(region: str, before: datetime) -> int:
    """Delete the entries of a region older than ``before``, in the running transaction; how many."""
    of_region = AuditEntry.region_id == region
    kept = db.session.scalar(select(func.min(AuditEntry.seq)).where(of_region, AuditEntry.at >= before))
    last = select(AuditEntry).where(of_region).order_by(AuditEntry.seq.desc()).limit(1)
    end = db.session.scalar(last if kept is None else last.where(AuditEntry.seq < kept))
    if end is None:
        return 0
    start = db.session.scalar(select(AuditStart).where(AuditStart.region_id == region))
    if start is None:
        start = AuditStart(region_id=region, seq=end.seq, mac=end.mac, seal=b"")
        db.session.add(start)
    start.seq, start.mac, start.seal = end.seq, end.mac, seal_of(region, end.seq, end.mac)
    count = db.session.scalar(select(func.count()).select_from(AuditEntry).where(of_region, AuditEntry.seq <= end.seq))
    db.session.flush()
    gone = delete(AuditEntry).where(of_region, AuditEntry.seq <= end.seq)
    db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.expunge(end)
    return count or 0
