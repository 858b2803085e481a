"""Which box is which runner, slowly: filters as plain matrices, the matching by SciPy, nothing kept between frames."""

from functools import cache

import numpy as np
from scipy.linalg import expm
from scipy.optimize import linear_sum_assignment

REFUSED, JUMP, MARGIN, TAIL = 20.0, 18.0, 4.0, 4.0
FIRST_RATE = np.array([2.0, 0.6, 0.5, 0.3])
ACCELERATION_X, ACCELERATION_SIZE, ACCELERATION_PATH = 0.2, (2.0, 0.6), 0.2
TRAVEL_MEMORY_S, SIZE_MEMORY_S, BOUNCE_MEMORY_S = 60.0, (0.2, 0.5), 1.0
BOUNCE_HZ, BOUNCE = 2.8, 0.020
FIRST_SIGMA = np.array([0.05, 0.018, 0.12, 0.03])
LEAST_SIGMA = np.array([0.008, 0.008, 0.012, 0.012])
#: One state for all: x, its rate; path, its rate, bounce, its quarter; width, its rate; height, its rate.
SEEN = np.zeros((4, 10))
SEEN[0, 0] = SEEN[1, 2] = SEEN[1, 4] = SEEN[2, 6] = SEEN[3, 8] = 1
SETTLED_BOXES, TENTATIVE_MISSES, LEAST_TRUST = 5, 2, 0.02
PLACE, SPEED, BOXES = 16.0, 9.0, 4


@cache
def moved(dt):
    """What becomes of the state in a time: rates fade, the bounce turns and fades."""
    f, omega = np.eye(10), 2 * np.pi * BOUNCE_HZ
    for place, memory in zip((0, 6, 8), (TRAVEL_MEMORY_S, *SIZE_MEMORY_S), strict=True):
        f[place : place + 2, place : place + 2] = expm(dt * np.array([[0, 1], [0, -1 / memory]]))
    f[2, 3] = dt
    f[4:6, 4:6] = expm(dt * np.array([[-1 / BOUNCE_MEMORY_S, omega], [-omega, -1 / BOUNCE_MEMORY_S]]))
    return f


def centred(box):
    x0, y0, x1, y1 = box
    return np.array([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0])


class Noise:
    """How much boxes jitter, in squared box heights."""

    def __init__(self):
        self.variance, self.boxes = FIRST_SIGMA**2, 20.0

    def learn(self, boxes):
        """From all boxes of a frame together: distance from the prediction, its variances, height."""
        self.boxes = min(self.boxes + len(boxes), max(300.0, len(boxes)))
        change = np.zeros(4)
        for off, predicted, height in boxes:
            most = 9 * (self.variance + predicted / height**2)
            change += np.clip((off**2 - predicted) / height**2, 0, most) - self.variance
        self.variance = np.maximum(self.variance + change / self.boxes, LEAST_SIGMA**2)


class Motion:
    """Ten numbers of a box and their covariance."""

    def __init__(self, seen, time_s, noise):
        self.x, self.p, self.time_s = np.zeros(10), np.zeros((10, 10)), time_s
        self.x[[0, 2, 6, 8]] = seen
        for place, variance in zip((0, 2, 6, 8), noise.variance * seen[3] ** 2, strict=True):
            self.p[place, place] = variance
        for place, rate in zip((1, 3, 7, 9), FIRST_RATE * seen[3], strict=True):
            self.p[place, place] = rate**2
        bounce = (BOUNCE * seen[3]) ** 2
        self.p[2, 2] += bounce
        self.p[4, 4] = self.p[5, 5] = bounce
        self.p[2, 4] = self.p[4, 2] = -bounce

    @property
    def height(self):
        return max(self.x[8], 1.0)

    def predict(self, time_s):
        dt, height = time_s - self.time_s, self.height
        f, q = moved(dt), np.zeros((10, 10))
        white = np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
        accelerations = (ACCELERATION_X, ACCELERATION_PATH, *ACCELERATION_SIZE)
        for place, acceleration in zip((0, 2, 6, 8), accelerations, strict=True):
            q[place : place + 2, place : place + 2] = (acceleration * height) ** 2 * white
        q[4, 4] = q[5, 5] = (BOUNCE * height) ** 2 * (1 - np.exp(-2 * dt / BOUNCE_MEMORY_S))
        self.x, self.p, self.time_s = f @ self.x, f @ self.p @ f.T + q, time_s

    def correct(self, seen, trust, noise):
        r = noise.variance * self.height**2 / trust
        gain = self.p @ SEEN.T @ np.linalg.inv(SEEN @ self.p @ SEEN.T + np.diag(r))
        self.x = self.x + gain @ (seen - SEEN @ self.x)
        self.p = self.p - gain @ SEEN @ self.p

    def now(self):
        return SEEN @ self.x

    def spread(self):
        return np.diag(SEEN @ self.p @ SEEN.T)

    def surprise(self, seen, noise):
        r = noise.variance * self.height**2
        s = self.spread() + r
        return ((seen - self.now()) ** 2 / s).sum(), np.log(s / r).sum()


def likeness(pose, known, shift, area):
    """Object keypoint similarity; None where fewer than five keypoints are in both."""
    both = (pose[:, 2] >= 0.2) & (known[:, 2] >= 0.2)
    d2 = ((pose[:, :2] - known[:, :2] - shift) ** 2).sum(axis=1)[both]
    d2 = d2[np.isfinite(d2)]
    return np.exp(-d2 / (2 * area * (2 * 0.083) ** 2)).mean() if len(d2) >= 5 else None


class Runner:
    def __init__(self, box, pose, time_s, noise):
        self.id, self.boxes, self.misses, self.last_s = None, 1, 0, time_s
        self.motion, self.pose = Motion(centred(box), time_s, noise), pose
        self.pose_centre = centred(box)[:2]

    def cost(self, seen, pose, noise):
        distance2, volume = self.motion.surprise(seen, noise)
        cost = (TAIL + 4) * np.log1p(distance2 / TAIL) + volume
        x, y, width, height = self.motion.now()
        if pose is not None and (cost < REFUSED or np.hypot(seen[0] - x, seen[1] - y) <= height):
            alike = likeness(pose, self.pose, np.array([x, y]) - self.pose_centre, max(width * height, 1.0))
            if alike is not None:
                cost = min(cost, JUMP) - 2 * np.log(max(alike, 0.01))
        return cost if cost < REFUSED else np.inf

    def take(self, seen, trust, time_s, noise):
        distance2, _ = self.motion.surprise(seen, noise)
        self.motion.correct(seen, trust * min((TAIL + 4) / (TAIL + distance2), 1.0), noise)
        self.boxes, self.misses, self.last_s = self.boxes + 1, 0, time_s


def matching(cost):
    """The cheapest pairs, where leaving a runner and a box alone costs as much as the dearest pair."""
    rows, columns = linear_sum_assignment(np.minimum(cost, REFUSED))
    return {int(r): int(c) for r, c in zip(rows, columns, strict=True) if cost[r, c] < REFUSED}


def rival(cost, pairs, row):
    """The other matching that costs least more than this pair: by how much, and the box that the runner would have."""
    column = pairs[row]
    own = cost[row, column]
    ways = [(cost[row, c] + cost[r, column] - own - cost[r, c], c) for r, c in pairs.items() if r != row]
    ways += [(cost[r, column] - own, None) for r in range(cost.shape[0]) if r not in pairs]
    ways += [(cost[row, c] - own, c) for c in range(cost.shape[1]) if c not in pairs.values()]
    return min(ways, key=lambda way: way[0], default=(np.inf, None))


class Tracker:
    def __init__(self, score_low=0.1, score_high=0.6, confirm_boxes=2, lost_after_s=1.0):
        self.low, self.high, self.confirm, self.wait = score_low, score_high, confirm_boxes, lost_after_s
        self.runners, self.noise, self.next_id = [], Noise(), 0

    def update(self, boxes, scores, time_s, poses=None):
        poses = [None] * len(boxes) if poses is None else poses
        self.runners = [
            r
            for r in self.runners
            if not ((r.id is None and r.misses > TENTATIVE_MISSES) or time_s - r.last_s > self.wait)
        ]
        for r in self.runners:
            r.motion.predict(time_s)
        seen = [centred(box) for box in boxes]
        real = [i for i in range(len(boxes)) if seen[i][2] > 0 and seen[i][3] > 0]
        sure = [i for i in real if scores[i] >= self.high]
        owner = self.match(self.runners, sure, seen, poses)
        near = [r for r in self.runners if r.misses == 0 and all(r is not o for o, *_ in owner.values())]
        owner |= self.match(near, [i for i in real if self.low <= scores[i] < self.high], seen, poses)
        self.advance(owner, seen, poses, time_s)
        for i in sure:
            if i not in owner:
                self.runners.append(Runner(boxes[i], poses[i], time_s, self.noise))
                owner[i] = self.runners[-1], np.inf, None
        self.name()
        told = {i: r.id for i, (r, margin, _) in owner.items() if margin >= MARGIN and r.id is not None}
        return [told.get(i, -1) for i in range(len(boxes))]

    def match(self, runners, boxes, seen, poses):
        """Runner, margin and the rival's box of every box that is matched."""
        if not runners or not boxes:
            return {}
        cost = np.array([[r.cost(seen[i], poses[i], self.noise) for i in boxes] for r in runners])
        pairs, owner = matching(cost), {}
        for row, column in pairs.items():
            margin, other = rival(cost, pairs, row)
            owner[boxes[column]] = runners[row], margin, None if other is None else boxes[other]
        return owner

    def advance(self, owner, seen, poses, time_s):
        of = {id(r): (i, margin, other) for i, (r, margin, other) in owner.items()}
        sure = [(r, seen[i]) for i, (r, margin, _) in owner.items() if margin >= MARGIN and r.boxes >= SETTLED_BOXES]
        self.noise.learn([(box - r.motion.now(), r.motion.spread(), r.motion.height) for r, box in sure])
        for r in self.runners:
            if id(r) not in of:
                r.misses += 1
                continue
            i, margin, other = of[id(r)]
            if margin < MARGIN:
                chance = 1 / (1 + np.exp(-margin / 2))
                if other is None:
                    r.take(seen[i], max(2 * chance - 1, LEAST_TRUST), time_s, self.noise)
                else:
                    r.take(chance * seen[i] + (1 - chance) * seen[other], 1.0, time_s, self.noise)
                continue
            r.take(seen[i], 1.0, time_s, self.noise)
            if poses[i] is not None:
                r.pose, r.pose_centre = poses[i], r.motion.now()[:2]

    def name(self):
        """Ids for newcomers with enough boxes: that of the lost runner in whose place, at whose speed they go on."""
        for r in self.runners:
            if r.id is not None or r.misses or r.boxes < self.confirm:
                continue
            near = []
            for lost in (o for o in self.runners if o.id is not None and o.misses):
                a, b = r.motion, lost.motion
                spread = a.spread() + b.spread() + self.noise.variance * a.height**2
                place = ((a.now() - b.now()) ** 2 / spread).sum()
                if place < PLACE:
                    near.append((place, (a.x[1] - b.x[1]) ** 2 / (a.p[1, 1] + b.p[1, 1]), lost))
            if near and r.boxes < BOXES:
                continue
            known = [(place + speed, lost) for place, speed, lost in near if speed < SPEED]
            if known:
                lost = min(known, key=lambda way: way[0])[1]
                r.id, lost.id, lost.last_s = lost.id, None, -np.inf
            else:
                r.id, self.next_id = self.next_id, self.next_id + 1
