//! A running `ffmpeg` whose frames are read one at a time.

use std::process::Stdio;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::arguments::FrameFormat;
use super::process::VideoError;
use super::video::Video;

/// Frames in the order of their times. `ffmpeg` waits while none is read, and ends when this is dropped.
#[derive(Debug)]
pub(super) struct FrameStream {
    video: Arc<Video>,
    output: FrameFormat,
    size: (u32, u32),
    stdout: BufReader<ChildStdout>,
    times: UnboundedReceiver<i64>,
    /// Dropping it ends the process.
    child: Child,
}

impl FrameStream {
    /// Starts to extract frames, whose numbers are in order.
    pub(super) fn open(
        video: &Arc<Video>,
        frames: &[usize],
        size: (u32, u32),
        output: FrameFormat,
    ) -> Result<Self, VideoError> {
        let failed = |source| VideoError::Run {
            program: "ffmpeg",
            source,
        };
        let from = frames.first().and_then(|frame| video.seek_point(*frame));
        let mut child = Command::new("ffmpeg")
            .args(["-v", "error"])
            .args(video.arguments(frames, from, size, output, true))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(failed(std::io::Error::other("its output is not connected")));
        };
        let (sender, times) = unbounded_channel();
        tokio::spawn(read_times(stderr, sender));
        Ok(Self {
            video: Arc::clone(video),
            output,
            size,
            stdout: BufReader::with_capacity(1 << 16, stdout),
            times,
            child,
        })
    }

    /// Returns the next frame: its number, and its bytes. After the last one, the process has ended.
    pub(super) async fn next(&mut self) -> Option<(usize, Vec<u8>)> {
        let next = self.read().await;
        if next.is_none()
            && let Err(error) = self.child.kill().await
        {
            tracing::debug!(%error, "ffmpeg had ended");
        }
        next
    }

    async fn read(&mut self) -> Option<(usize, Vec<u8>)> {
        let bytes = match self.output {
            FrameFormat::Rgb => {
                let length = 3 * u64::from(self.size.0) * u64::from(self.size.1);
                let mut bytes = vec![0; usize::try_from(length).ok()?];
                self.stdout.read_exact(&mut bytes).await.ok()?;
                bytes
            }
            FrameFormat::Jpeg => read_jpeg(&mut self.stdout).await?,
        };
        let time = self.times.recv().await?;
        Some((self.video.nearest(time), bytes))
    }
}

/// Sends the times of frames, which are printed as `frame:0    pts:1400000 pts_time:1.4`.
async fn read_times(stderr: impl AsyncRead + Unpin, times: UnboundedSender<i64>) {
    let mut lines = BufReader::new(stderr).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        let line = String::from_utf8_lossy(&line);
        let printed = line
            .strip_prefix("frame:")
            .and_then(|line| line.split_once("pts:"));
        let time = printed.and_then(|(_, time)| time.split_whitespace().next()?.parse().ok());
        match time {
            Some(time) if times.send(time).is_err() => return,
            Some(_) => {}
            None if line.starts_with("n=") => {}
            None => tracing::debug!(message = %line.trim(), "ffmpeg"),
        }
    }
}

/// Reads one of several images that follow each other.
async fn read_jpeg(input: &mut BufReader<impl AsyncRead + Unpin>) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 2];
    input.read_exact(&mut bytes).await.ok()?;
    // The headers state their lengths.
    while bytes.len() < MAX_JPEG {
        let begin = bytes.len();
        bytes.resize(begin + 4, 0);
        input.read_exact(&mut bytes[begin..]).await.ok()?;
        let [0xff, marker, high, low] = bytes[begin..] else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low])).checked_sub(2)?;
        bytes.resize(begin + 4 + length, 0);
        input.read_exact(&mut bytes[begin + 4..]).await.ok()?;
        if marker == START_OF_SCAN {
            break;
        }
    }
    // Within the pixels, 0xff is followed by zero.
    while bytes.len() < MAX_JPEG {
        input
            .read_until(0xff, &mut bytes)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.push(input.read_u8().await.ok()?);
        if bytes.ends_with(&[0xff, END_OF_IMAGE]) {
            return Some(bytes);
        }
    }
    None
}

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;
/// Maximum size of an image in bytes: more than the pixels of the largest one.
const MAX_JPEG: usize = 256 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn images_that_follow_each_other_are_separated() {
        let header = [0xff, 0xe0, 0, 4, 0xff, 0xd9];
        let image = |pixels: &[u8]| {
            let scan = [0xff, START_OF_SCAN, 0, 3, 1];
            [&[0xff, 0xd8], &header[..], &scan, pixels, &[0xff, END_OF_IMAGE]].concat()
        };
        let images = [image(&[1, 0xff, 0, 2]), image(&[]), image(&[0xff, 0, 0xff, 0])];
        let bytes = images.concat();
        let mut input = BufReader::with_capacity(3, &bytes[..]);
        for image in images {
            assert_eq!(read_jpeg(&mut input).await, Some(image));
        }
        assert_eq!(read_jpeg(&mut input).await, None);
        let cut = &bytes[..bytes.len() - 1];
        let mut input = BufReader::new(&cut[cut.len() - 10..]);
        assert_eq!(read_jpeg(&mut input).await, None);
    }

    #[tokio::test]
    async fn times_are_read_between_messages() {
        let (sender, mut times) = unbounded_channel();
        let lines = "frame:0    pts:1400000 pts_time:1.4\nn=1\nerror while decoding\nframe:1    pts:-40000  pts_time:-0.04\nn=1\n";
        read_times(lines.as_bytes(), sender).await;
        assert_eq!(
            (times.recv().await, times.recv().await),
            (Some(1_400_000), Some(-40_000))
        );
        assert_eq!(times.recv().await, None);
    }
}
